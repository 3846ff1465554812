"""Fine-tuning in a process of its own (`python -m components.engine.finetune`), its queue, and before against after."""
