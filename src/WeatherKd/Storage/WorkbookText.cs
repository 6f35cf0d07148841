using System.Globalization;
using System.IO.Compression;
using System.Text;
using ExcelDataReader;

namespace WeatherKd.Storage;

/// <summary>
/// A sheet of an Excel workbook as the UTF-8 CSV that it would be saved as, row by row. Whole numbers have no decimals, times are
/// <c>2021-01-30 12:00:00</c>; rows without any value are left out.
/// </summary>
internal sealed class WorkbookText : ForwardStream
{
    /// <summary>Most unpacked bytes of what a workbook's reader holds in memory: its texts and styles.</summary>
    private const long MaximumTextBytes = 256L << 20;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly Stream _workbook;
    private readonly IExcelDataReader _reader;
    private readonly StringBuilder _line = new();
    private byte[] _row = [];
    private int _place;

    /// <summary>The reader asks for Windows-1252, as the fallback of old workbooks.</summary>
    static WorkbookText() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>Opens a sheet.</summary>
    /// <param name="workbook">The workbook, which can seek; disposed with this.</param>
    /// <param name="sheet">Name of the sheet; null for the first that has a value.</param>
    /// <exception cref="InputFormatException">The workbook cannot be read, or is larger than is allowed.</exception>
    public WorkbookText(Stream workbook, string? sheet)
    {
        _workbook = workbook;
        _reader = Open(workbook);
        var found = sheet is null ? FindFirstRow() : FindSheet(sheet);
        if (!found)
        {
            _reader.Dispose();
            throw new InputFormatException("The Excel workbook holds no values.");
        }
    }

    /// <summary>Whether a zip archive is a workbook.</summary>
    public static bool IsWorkbook(Stream file)
    {
        try
        {
            file.Position = 0;
            using var archive = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
            return archive.GetEntry("xl/workbook.xml") is not null || archive.GetEntry("xl/workbook.bin") is not null;
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException or EndOfStreamException)
        {
            return false;
        }
    }

    /// <summary>Names of the sheets of a workbook that have a value.</summary>
    /// <exception cref="InputFormatException">The workbook cannot be read.</exception>
    public static IReadOnlyList<string> Sheets(string path)
    {
        using var file = File.OpenRead(path);
        using var reader = Open(file);
        var names = new List<string>();
        return Guarded(() =>
        {
            do
            {
                while (reader.Read())
                {
                    if (HasValue(reader))
                    {
                        names.Add(reader.Name);
                        break;
                    }
                }
            }
            while (reader.NextResult());
            return names;
        });
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        while (_place == _row.Length)
        {
            if (!Guarded(ReadRow))
            {
                return 0;
            }
        }

        var length = Math.Min(buffer.Length, _row.Length - _place);
        _row.AsSpan(_place, length).CopyTo(buffer);
        _place += length;
        return length;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _reader.Dispose();
            _workbook.Dispose();
        }

        base.Dispose(disposing);
    }

    private static IExcelDataReader Open(Stream workbook)
    {
        RefuseBombs(workbook);
        workbook.Position = 0;
        return Guarded(() => ExcelReaderFactory.CreateReader(workbook, new ExcelReaderConfiguration { LeaveOpen = true }));
    }

    /// <summary>Unpacks a workbook once to see how large its parts are: what their headings say may be wrong.</summary>
    private static void RefuseBombs(Stream workbook)
    {
        workbook.Position = 0;
        if (workbook.ReadByte() != 'P')
        {
            return;
        }

        var texts = 0L;
        Guarded(() =>
        {
            using var archive = new ZipArchive(workbook, ZipArchiveMode.Read, leaveOpen: true);
            var buffer = new byte[1 << 16];
            foreach (var entry in archive.Entries)
            {
                var isSheet = entry.FullName.StartsWith("xl/worksheets/", StringComparison.Ordinal);
                using var part = new UnpackingStream(entry.Open(), Math.Min(entry.CompressedLength, workbook.Length), Stream.Null);
                int length;
                while ((length = part.Read(buffer)) > 0)
                {
                    texts += isSheet ? 0 : length;
                    if (texts > MaximumTextBytes)
                    {
                        throw new InputFormatException(
                            $"The texts of the Excel workbook unpack to more than {MaximumTextBytes} bytes. Save it as CSV.");
                    }
                }
            }

            return true;
        });
    }

    /// <summary>A reader of workbooks meets damage with whatever exception it happens upon.</summary>
    private static T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is not (InputFormatException or OutOfMemoryException)
            && (e is not IOException || e is EndOfStreamException or InvalidDataException))
        {
            throw new InputFormatException(
                $"The file is an Excel workbook, or another document of Microsoft Office, that cannot be read: {e.Message} Save it as CSV.",
                e);
        }
    }

    private static bool HasValue(IExcelDataReader reader)
    {
        for (var i = 0; i < reader.FieldCount; i++)
        {
            if (reader.GetValue(i) is not null and not "")
            {
                return true;
            }
        }

        return false;
    }

    private bool FindFirstRow() => Guarded(() =>
    {
        do
        {
            if (ReadRow())
            {
                return true;
            }
        }
        while (_reader.NextResult());
        return false;
    });

    private bool FindSheet(string name) => Guarded(() =>
    {
        while (_reader.Name != name)
        {
            if (!_reader.NextResult())
            {
                return false;
            }
        }

        return ReadRow();
    });

    private bool ReadRow()
    {
        while (_reader.Read())
        {
            if (!HasValue(_reader))
            {
                continue;
            }

            _line.Clear();
            for (var i = 0; i < _reader.FieldCount; i++)
            {
                _line.Append(i == 0 ? string.Empty : ",").Append(Text(_reader.GetValue(i)));
            }

            (_row, _place) = (Utf8.GetBytes(_line.Append('\n').ToString()), 0);
            return true;
        }

        return false;
    }

    private static string Text(object? value) => value switch
    {
        null => string.Empty,
        double number when number == Math.Floor(number) && Math.Abs(number) < 1e15 => ((long)number).ToString(CultureInfo.InvariantCulture),

        // A time is a fraction of a day, good to a few microseconds.
        DateTime time => new DateTime(
            (time.Ticks + (TimeSpan.TicksPerSecond / 2)) / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond,
            DateTimeKind.Unspecified)
            .ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        string text when text.AsSpan().IndexOfAny(",\"\r\n") >= 0 => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"",
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        var other => other.ToString() ?? string.Empty,
    };
}
