using System.Data.Common;
using System.Globalization;
using System.Text;
using Sylvan.Data.Csv;

namespace WeatherKd.Storage;

/// <summary>
/// A comma-separated file with a header line, read forward. Every error names the line, the column, what stands there and what is allowed.
/// A file may be read strictly (<see cref="Read()"/>, <see cref="Number"/>), or so that a bad cell costs its value and a bad line its row
/// (<see cref="Read(Action)"/>,
/// <see cref="NumberOrTold"/>, <see cref="Finish"/>).
/// </summary>
public sealed partial class CsvInput : IDisposable
{
    private const int LongestShown = 100;

    /// <summary>No text has this character: what it quotes is nothing.</summary>
    private const char NoQuote = '\u0001';

    private static readonly string[] MissingMarks = ["NA", "N/A", "#N/A", "<NA>", "NaN", "nan", "NAN", "NULL", "null", "None", "-", "--"];

    private readonly CsvDataReader _reader;
    private readonly Func<byte[], string> _decode;
    private readonly UnreadParts _unreadCells = new("values");
    private readonly UnreadParts _unreadLines = new("lines");
    private InputFormatException? _fatal;
    private long _cells;
    private long _lines;

    private CsvInput(CsvDataReader reader, Func<byte[], string> decode)
    {
        _reader = reader;
        _decode = decode;
        Headers = [.. Enumerable.Range(0, reader.FieldCount).Select(i => Decoded(reader.GetName(i)))];
    }

    /// <summary>Column headers, trimmed.</summary>
    public IReadOnlyList<string> Headers { get; }

    /// <summary>1-based number of the present line, the header being line 1.</summary>
    public long Line => _reader.RowNumber + 1;

    /// <summary>
    /// Opens a file and reads its header line. Lines are read byte for byte, whatever their encoding: numbers, times and ids are ASCII in
    /// all that are in use, and no byte of another letter is a comma, a quote or a line end in any of them. Only headers,
    /// <see cref="Text"/> and fields shown in an error are decoded.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="decode">Decodes a header or a field; null is <see cref="TextBytes.Decode"/>.</param>
    /// <param name="delimiter">What stands between fields. With another than a comma, quotes are part of the field.</param>
    public static CsvInput Open(InputFile file, Func<byte[], string>? decode = null, char delimiter = ',')
    {
        if (file.Head.IsEmpty)
        {
            throw new InputFormatException("The file is empty.") { ByteOffset = 0 };
        }

        var text = new StreamReader(
            TextStream.Open(file),
            Encoding.Latin1,
            detectEncodingFromByteOrderMarks: false,
            bufferSize: 1 << 16);
        try
        {
            return new CsvInput(CsvDataReader.Create(text, new CsvDataReaderOptions
            {
                Delimiter = delimiter,
                Quote = delimiter == ',' ? '"' : NoQuote,
                HasHeaders = true,
                BufferSize = 1 << 18,
                MaxBufferSize = 1 << 20,
                CsvStyle = CsvStyle.Standard,
                Culture = CultureInfo.InvariantCulture,
            }), decode ?? TextBytes.Decode);
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

    /// <summary>Whether the first line of a file's content is a header line that has these columns, in any order, quoted or not.</summary>
    public static bool HasColumns(InputFile file, params ReadOnlySpan<string> headers)
    {
        var head = TextStream.Head(file);
        var end = head.IndexOfAny((byte)'\n', (byte)'\r');
        var found = Encoding.Latin1.GetString(end < 0 ? head : head[..end]).Split(',', StringSplitOptions.TrimEntries);
        foreach (var header in headers)
        {
            if (!Array.Exists(found, f => f.Trim('"') == header))
            {
                return false;
            }
        }

        return end >= 0;
    }

    /// <summary>0-based index of a column.</summary>
    /// <exception cref="InputFormatException">There is no such column; the message lists those there are.</exception>
    public int RequireColumn(string header) => FindColumn(header)
        ?? throw new InputFormatException($"Column '{header}' is missing; the header line has: {string.Join(", ", Headers)}.")
        {
            Line = 1,
            Column = header,
        };

    /// <summary>0-based index of a column, or null where there is none.</summary>
    /// <exception cref="InputFormatException">The column stands twice: which of the two is right only its sender knows.</exception>
    public int? FindColumn(string header)
    {
        int? found = null;
        for (var i = 0; i < Headers.Count; i++)
        {
            if (Headers[i] == header)
            {
                found = found is not { } first ? i : throw new InputFormatException(
                    $"Line 1: column '{header}' stands twice, as column {first + 1} and {i + 1}; once is allowed.")
                {
                    Line = 1,
                    Column = header,
                    Given = header,
                };
            }
        }

        return found;
    }

    /// <summary>Goes to the next line. Returns false at the end.</summary>
    /// <exception cref="InputFormatException">The line has another number of fields than the header, or a quote is not closed.</exception>
    public bool Read()
    {
        if (!Advance())
        {
            return false;
        }

        RequireAllFields();
        return true;
    }

    /// <summary>
    /// Goes to the next line and reads it. One that cannot be read is passed over and told by <see cref="Finish"/>. Returns false at the
    /// end.
    /// </summary>
    /// <param name="readRow">Reads the line's fields; throws where a field that says what the row is (station, time) cannot be
    /// read.</param>
    /// <exception cref="InputFormatException">A quote is not closed, or most lines cannot be read.</exception>
    public bool Read(Action readRow)
    {
        if (!Advance())
        {
            return false;
        }

        try
        {
            RequireAllFields();
            readRow();
            _lines++;
        }
        catch (InputFormatException e) when (e != _fatal && !HoldsLineBreak())
        {
            _unreadLines.Add(e);
            _unreadLines.GiveUpIfMost(_lines);
        }

        return true;
    }

    /// <summary>To be called after the last line.</summary>
    /// <returns>What was passed over, to be told; null where all could be read.</returns>
    /// <exception cref="InputFormatException">More lines, or more values, could not be read than could.</exception>
    public InputFormatException? Finish()
    {
        _unreadLines.RefuseIfMost(_lines);
        _unreadCells.RefuseIfMost(_cells);
        return (_unreadLines.Error, _unreadCells.Error) switch
        {
            ({ } lines, { } cells) => lines.Saying($"{lines.Message} {cells.Message}"),
            var (lines, cells) => lines ?? cells,
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    /// <summary>The text of characters that are bytes each.</summary>
    private string Decoded(ReadOnlySpan<char> text) =>
        (Ascii.IsValid(text) ? text.ToString() : _decode(Encoding.Latin1.GetBytes(text.ToArray()))).Trim();

    private bool Advance()
    {
        try
        {
            return _reader.Read();
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw Damaged(e, Line);
        }
    }

    private void RequireAllFields()
    {
        if (_reader.RowFieldCount != Headers.Count)
        {
            throw new InputFormatException($"Line {Line} has {_reader.RowFieldCount} fields; the header line has {Headers.Count}.")
            {
                Line = Line,
            };
        }
    }

    /// <summary>A line break inside a field of a bad line: a quote that is not closed has swallowed the lines after it.</summary>
    private bool HoldsLineBreak()
    {
        for (var i = 0; i < _reader.RowFieldCount; i++)
        {
            if (_reader.GetFieldSpan(i).Contains('\n'))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsDamage(Exception e) => e is DbException or FormatException or CsvFormatException or CsvRecordTooLargeException;

    private static InputFormatException Damaged(Exception e, long line) => new($"Line {line}: {e.Message} (an unbalanced quote?)", e)
    {
        Line = line,
    };
}
