"""Appeals: what people ask for, who answers until when, and what happens when nobody does."""
