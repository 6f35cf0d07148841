using System.Text;
using WeatherKd.Storage;

namespace WeatherKd.Observations;

/// <summary>
/// The lines of a text file that is no table, read forward, each no longer than a bound, so that a file without line ends cannot fill
/// memory.
/// </summary>
internal sealed class TextLines(InputFile file, int longest) : IDisposable
{
    private const int Shown = 100;
    private readonly StreamReader _reader = new(
        TextStream.Open(file),
        Encoding.Latin1,
        detectEncodingFromByteOrderMarks: false,
        bufferSize: 1 << 16);
    private readonly char[] _buffer = new char[longest];

    /// <summary>1-based number of the present line.</summary>
    public long Number { get; private set; }

    /// <summary>The present line without its end.</summary>
    public ReadOnlyMemory<char> Line { get; private set; }

    /// <summary>Goes to the next line. Returns false at the end.</summary>
    /// <exception cref="InputFormatException">The line is too long.</exception>
    public bool Read()
    {
        var length = 0;
        var ended = false;
        int c;
        while (!ended && (c = _reader.Read()) >= 0)
        {
            ended = c == '\n';
            if (ended)
            {
                break;
            }

            if (length == _buffer.Length)
            {
                throw new InputFormatException($"Line {Number + 1} is longer than {longest} characters.") { Line = Number + 1 };
            }

            _buffer[length++] = (char)c;
        }

        if (!ended && length == 0)
        {
            return false;
        }

        Number++;
        Line = _buffer.AsMemory(0, length > 0 && _buffer[length - 1] == '\r' ? length - 1 : length);
        return true;
    }

    /// <summary>The error of a part of the present line.</summary>
    /// <param name="column">1-based position of its first character.</param>
    /// <param name="given">What stands there.</param>
    /// <param name="allowed">What is allowed there.</param>
    public InputFormatException Error(int column, ReadOnlySpan<char> given, string allowed) => Error(Number, column, given, allowed);

    /// <summary>The error of a part of a line.</summary>
    /// <param name="line">Its 1-based number.</param>
    /// <param name="column">1-based position of its first character.</param>
    /// <param name="given">What stands there.</param>
    /// <param name="allowed">What is allowed there.</param>
    public static InputFormatException Error(long line, int column, ReadOnlySpan<char> given, string allowed)
    {
        var shown = given.Length > Shown ? string.Concat(given[..Shown], "…") : given.ToString();
        return new InputFormatException($"Line {line}, position {column}: '{shown}' is not {allowed}.")
        {
            Line = line,
            Column = $"{column}",
            Given = shown,
            Allowed = allowed,
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    /// <summary>The first line of a file that is not empty, without a byte order mark; empty where there is none.</summary>
    public static string FirstLine(InputFile file)
    {
        var text = Encoding.Latin1.GetString(TextStream.Head(file));
        return text.Split('\n').Select(l => l.TrimEnd('\r')).FirstOrDefault(l => l.Length > 0) ?? "";
    }
}
