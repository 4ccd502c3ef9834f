"""企业微信智能机器人: messages in groups of staff that mention the robot, and private ones."""
