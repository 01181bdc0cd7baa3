"""Who does the work: engines, one callable each, see :class:`~tamis.corpus.work.Engine`."""
