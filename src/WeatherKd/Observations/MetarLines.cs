using WeatherKd.Storage;

namespace WeatherKd.Observations;

/// <summary>
/// The lines of a METAR file, a report in one line. A bulletin breaks long reports at 69 characters, goes on with blanks before the next
/// line, and ends each by <c>=</c> (WMO No. 386, part II, 2.3): such lines are joined.
/// </summary>
internal sealed class MetarLines(TextLines lines, Func<string, bool> isReport, Func<string, bool> isHeading)
{
    private const int LongestReport = 4096;
    private string? _next;
    private long _nextNumber;
    private bool _endsAreMarked;

    /// <summary>1-based number of the first line of the present one.</summary>
    public long Number { get; private set; }

    /// <summary>The present line, without blanks around it.</summary>
    public string Line { get; private set; } = string.Empty;

    /// <summary>Goes to the next line. Returns false at the end.</summary>
    /// <exception cref="InputFormatException">The line is too long.</exception>
    public bool Read()
    {
        if (!Advance())
        {
            return false;
        }

        (Line, Number, _next) = (_next!.Trim(), _nextNumber, null);
        if (!isReport(Line))
        {
            return true;
        }

        while (!IsEnded(Line) && Advance() && GoesOn(_next!))
        {
            (Line, _next) = ($"{Line} {_next!.Trim()}", null);
        }

        return true;
    }

    /// <summary>The error of a part of the present line.</summary>
    /// <param name="column">1-based position of its first character.</param>
    /// <param name="given">What stands there.</param>
    /// <param name="allowed">What is allowed there.</param>
    public InputFormatException Error(int column, ReadOnlySpan<char> given, string allowed) =>
        TextLines.Error(Number, column, given, allowed);

    private bool Advance()
    {
        if (_next is null && lines.Read())
        {
            (_next, _nextNumber) = (lines.Line.ToString(), lines.Number);
        }

        return _next is not null;
    }

    private bool IsEnded(string report)
    {
        var isEnded = report.Contains('=', StringComparison.Ordinal);
        _endsAreMarked |= isEnded;
        return isEnded;
    }

    /// <summary>Whether a line belongs to the report before it, which has not ended.</summary>
    private bool GoesOn(string line)
    {
        var text = line.Trim();
        return text.Length > 0
            && Line.Length + text.Length < LongestReport
            && (char.IsWhiteSpace(line[0]) || _endsAreMarked)
            && !isReport(text)
            && !isHeading(text);
    }
}
