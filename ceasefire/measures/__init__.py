"""Every definition once: pure functions of clean frames and parameters, no files, no charts."""
