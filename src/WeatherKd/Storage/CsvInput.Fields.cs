using System.Globalization;
using System.Text;

namespace WeatherKd.Storage;

/// <content>The fields of the present line.</content>
public sealed partial class CsvInput
{
    /// <summary>The field of the present line, a character a byte: what is ASCII reads as it is, other letters are not decoded.</summary>
    public ReadOnlySpan<char> Field(int column) => _reader.GetFieldSpan(column).Trim();

    /// <summary>The decoded field of the present line: a name.</summary>
    public string Text(int column) => Decoded(_reader.GetFieldSpan(column));

    /// <summary>
    /// A number, or <see cref="double.NaN"/> where the field is empty or says that the value is missing, as R's <c>NA</c> does.
    /// </summary>
    /// <exception cref="InputFormatException">It is neither.</exception>
    public double Number(int column) => TryNumber(column, Field(column), out var value) ? value : throw NoNumber(column);

    /// <summary>As <see cref="Number"/>; what is no number is missing, and told by <see cref="Finish"/>.</summary>
    public double NumberOrTold(int column)
    {
        var field = Field(column);
        if (field.IsEmpty)
        {
            return double.NaN;
        }

        if (TryNumber(column, field, out var value))
        {
            _cells++;
            return value;
        }

        TellNoNumber(column);
        return double.NaN;
    }

    /// <summary>Notes that a field of the present line cannot be read, which costs its value alone.</summary>
    public void Tell(int column, string allowed) => _unreadCells.Add(() => Error(column, allowed));

    /// <summary>Notes that a field of the present line, whose value is no plain number, could be read.</summary>
    public void CountRead() => _cells++;

    /// <summary>A whole number within bounds, also as <c>10.0</c>, which pandas makes of a column with gaps.</summary>
    public int WholeNumber(int column, int minimum, int maximum) =>
        TryNumber(Field(column), out var value) && value >= minimum && value <= maximum && value == Math.Floor(value)
            ? (int)value
            : throw Error(column, $"a whole number from {minimum} to {maximum}");

    /// <summary>A time in ISO 8601.</summary>
    public DateTimeOffset Time(int column) =>
        UtcTime.TryParse(Field(column), out var time) && time.Year is > 1850 and < 2200
            ? time
            : throw Error(column, "a UTC time such as 2021-01-30T12:00:00Z");

    /// <summary>The error of a field of the present line.</summary>
    public InputFormatException Error(int column, string allowed)
    {
        var given = Text(column);
        given = given.Length > LongestShown ? given[..LongestShown] + "…" : given;
        return new InputFormatException($"Line {Line}, column '{Headers[column]}': '{given}' is not {allowed}.")
        {
            Line = Line,
            Column = Headers[column],
            Given = given,
            Allowed = allowed,
        };
    }

    private void TellNoNumber(int column)
    {
        _unreadCells.Add(() => NoNumber(column));
        if (HoldsLineBreak())
        {
            throw _fatal = NoNumber(column);
        }
    }

    /// <summary>Blanks that are no ASCII stand around numbers of web pages and of Excel.</summary>
    private bool TryNumber(int column, ReadOnlySpan<char> field, out double value) =>
        TryNumber(field, out value) || (!Ascii.IsValid(field) && TryNumber(Text(column), out value));

    private static bool TryNumber(ReadOnlySpan<char> field, out double value)
    {
        if (ShortDecimal.TryParse(field, out value))
        {
            return true;
        }

        if (double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value))
        {
            return true;
        }

        value = double.NaN;
        return field.IsEmpty || IsMissingMark(field);
    }

    private static bool IsMissingMark(ReadOnlySpan<char> field)
    {
        foreach (var mark in MissingMarks)
        {
            if (field.SequenceEqual(mark))
            {
                return true;
            }
        }

        return false;
    }

    private InputFormatException NoNumber(int column) => Error(column, "a finite number such as 12.5, or nothing for a missing value");
}
