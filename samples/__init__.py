"""The bundled sample calls: script, sound and generator."""
