"""What to do next with the money: budgets by response curves, pacing, experiments, recommended actions."""
