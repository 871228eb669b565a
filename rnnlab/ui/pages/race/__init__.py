"""Page Race: which cell remembers?"""
