"""PostgreSQL as the platform uses it: the engine that `settings.env.database` names."""
