"""Printed pages: which words make a line, which lines a paragraph?"""
