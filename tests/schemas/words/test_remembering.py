"""What is remembered is what the function gives, and long texts are never kept."""

from schemas.words.remembering import SHORT, remembered


def test_short_text_is_read_once_and_a_long_one_each_time():
    read: list[str] = []

    @remembered
    def upper(text: str) -> str:
        """Capitals."""
        read.append(text)
        return text.upper()

    long = "a" * (SHORT + 1)
    assert [upper("b"), upper("b"), upper(long), upper(long)] == ["B", "B", long.upper(), long.upper()]
    assert read == ["b", long, long]
    assert upper.__doc__ == "Capitals."
