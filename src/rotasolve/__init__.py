"""Staff rotas for UK health and social-care teams: solved, proven and audited."""

from __future__ import annotations

__version__ = "0.1.0"
