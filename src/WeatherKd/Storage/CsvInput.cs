using System.Data.Common;
using System.Globalization;
using System.Text;
using Sylvan.Data.Csv;

namespace WeatherKd.Storage;

/// <summary>
/// A comma-separated file with a header line, read forward. Every error names the line, the column, what stands there and what is allowed.
/// </summary>
public sealed class CsvInput : IDisposable
{
    private const int LongestShown = 100;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly CsvDataReader _reader;

    private readonly Func<string, string> _decode;

    private CsvInput(CsvDataReader reader, Func<string, string> decode)
    {
        _reader = reader;
        _decode = decode;
        Headers = [.. Enumerable.Range(0, reader.FieldCount).Select(i => decode(reader.GetName(i)).Trim())];
    }

    /// <summary>Column headers, trimmed.</summary>
    public IReadOnlyList<string> Headers { get; }

    /// <summary>1-based number of the present line, the header being line 1.</summary>
    public long Line => _reader.RowNumber + 1;

    /// <summary>Opens a file and reads its header line.</summary>
    /// <param name="file">The file.</param>
    /// <param name="encoding">Its encoding; null is UTF-8, with or without a byte order mark, and bytes that are not UTF-8 are an error.</param>
    /// <param name="decode">Turns a header, or a field shown in an error, into readable text, where the encoding alone does not.</param>
    public static CsvInput Open(InputFile file, Encoding? encoding = null, Func<string, string>? decode = null)
    {
        if (file.Head.IsEmpty)
        {
            throw new InputFormatException("The file is empty.") { ByteOffset = 0 };
        }

        var text = new StreamReader(new TextStream(file.OpenRead()), encoding ?? StrictUtf8, detectEncodingFromByteOrderMarks: encoding is null, bufferSize: 1 << 16);
        try
        {
            return new CsvInput(CsvDataReader.Create(text, new CsvDataReaderOptions
            {
                Delimiter = ',',
                HasHeaders = true,
                BufferSize = 1 << 18,
                MaxBufferSize = 1 << 20,
                CsvStyle = CsvStyle.Standard,
                Culture = CultureInfo.InvariantCulture,
            }), decode ?? (text => text));
        }
        catch (Exception e)
        {
            text.Dispose();
            if (IsDamage(e))
            {
                throw Damaged(e, 0);
            }

            throw;
        }
    }

    /// <summary>Whether the first line of a file's content starts with a column of this name.</summary>
    public static bool FirstHeaderIs(InputFile file, string header)
    {
        var head = file.Head;
        if (head.StartsWith(Encoding.UTF8.Preamble))
        {
            head = head[Encoding.UTF8.Preamble.Length..];
        }

        return head.StartsWith(Encoding.UTF8.GetBytes(header)) && head.Length > header.Length && head[header.Length] is (byte)',' or (byte)'\r' or (byte)'\n';
    }

    /// <summary>0-based index of a column.</summary>
    /// <exception cref="InputFormatException">There is no such column; the message lists those there are.</exception>
    public int RequireColumn(string header) => FindColumn(header)
        ?? throw new InputFormatException($"Column '{header}' is missing; the header line has: {string.Join(", ", Headers)}.") { Line = 1, Column = header };

    /// <summary>0-based index of a column, or null where there is none.</summary>
    public int? FindColumn(string header)
    {
        for (var i = 0; i < Headers.Count; i++)
        {
            if (Headers[i] == header)
            {
                return i;
            }
        }

        return null;
    }

    /// <summary>Goes to the next line. Returns false at the end.</summary>
    /// <exception cref="InputFormatException">The line has another number of fields than the header, a quote is not closed, or bytes are not of the encoding.</exception>
    public bool Read()
    {
        try
        {
            if (!_reader.Read())
            {
                return false;
            }
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw Damaged(e, Line);
        }

        if (_reader.RowFieldCount != Headers.Count)
        {
            throw new InputFormatException($"Line {Line} has {_reader.RowFieldCount} fields; the header line has {Headers.Count}.") { Line = Line };
        }

        return true;
    }

    /// <summary>The raw field of the present line.</summary>
    public ReadOnlySpan<char> Field(int column) => _reader.GetFieldSpan(column).Trim();

    /// <summary>A number, or <see cref="double.NaN"/> where the field is empty.</summary>
    public double Number(int column)
    {
        var field = Field(column);
        if (field.IsEmpty)
        {
            return double.NaN;
        }

        return ShortDecimal.TryParse(field, out var value)
            || (double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value))
            ? value
            : throw Error(column, "a finite number such as 12.5, or nothing for a missing value");
    }

    /// <summary>A whole number within bounds.</summary>
    public int WholeNumber(int column, int minimum, int maximum) =>
        int.TryParse(Field(column), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= minimum && value <= maximum
            ? value
            : throw Error(column, $"a whole number from {minimum} to {maximum}");

    /// <summary>A time in ISO 8601.</summary>
    public DateTimeOffset Time(int column) =>
        UtcTime.TryParse(Field(column), out var time) && time.Year is > 1850 and < 2200
            ? time
            : throw Error(column, "a UTC time such as 2021-01-30T12:00:00Z");

    /// <summary>The error of a field of the present line.</summary>
    public InputFormatException Error(int column, string allowed)
    {
        var given = _decode(Field(column).ToString());
        given = given.Length > LongestShown ? given[..LongestShown] + "…" : given;
        return new InputFormatException($"Line {Line}, column '{Headers[column]}': '{given}' is not {allowed}.")
        {
            Line = Line,
            Column = Headers[column],
            Given = given,
            Allowed = allowed,
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    private static bool IsDamage(Exception e) =>
        e is DecoderFallbackException or DbException or FormatException or CsvFormatException or CsvRecordTooLargeException;

    private static InputFormatException Damaged(Exception e, long line) => new(
        e is DecoderFallbackException
            ? $"At or after line {line}: bytes that are not UTF-8. Save the file as UTF-8."
            : $"Line {line}: {e.Message} (an unbalanced quote?)",
        e)
    {
        Line = line,
    };
}
