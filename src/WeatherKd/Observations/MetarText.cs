using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using WeatherKd.Series;
using WeatherKd.Storage;

namespace WeatherKd.Observations;

/// <summary>
/// METAR and SPECI reports as text (WMO No. 306, FM 15 and FM 16), one a line or broken into several as in bulletins. A report gives
/// only the day of the month, so the file must give year and month: in lines such as <c>2021/01/30 12:00</c> (NOAA's station and cycle
/// files) or <c>2021013012</c> before the reports that they apply to, or as the first word <c>202101301200</c> of the report's line
/// (Ogimet). Bulletin headings and NIL reports are skipped. A line that is no report is reported and skipped, for bulletins often hold
/// one, and so is a group that looks like wind, temperature or pressure and cannot be read. A date that cannot be read refuses the
/// file, for the reports after it depend on it.
/// </summary>
public sealed class MetarText : IObservationFormat
{
    private static readonly Regex DateLine = new(
        @"^(\d{4}[/-]\d\d[/-]\d\d([ T]\d\d(:\d\d)?Z?)?|\d{8}|\d{10}|\d{12})$",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking);
    /// <summary>WMO abbreviated heading such as <c>SAKO31 RKSI 301200</c>.</summary>
    private static readonly Regex Heading = new(
        @"^[A-Z]{4}\d\d [A-Z]{4} \d{6}( [A-Z]{3})?$",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking);
    private static readonly Regex Report = new(
        @"^((?<date>\d{10}|\d{12}) )?((METAR|SPECI) )?(COR )?(?<station>[A-Z][A-Z0-9]{3}) (?<time>\d{6})Z( |$)",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking);

    private const int LongestLine = 4096;

    /// <inheritdoc/>
    public string Name => "METAR text (one report a line, with a date line)";

    /// <inheritdoc/>
    public bool Recognises(InputFile file)
    {
        var head = TextStream.Head(file);
        var lines = System.Text.Encoding.Latin1.GetString(head[..Math.Min(head.Length, 4096)]).Split('\n');
        return lines.Select(l => l.Trim())
            .SkipWhile(l => l.Length == 0 || DateLine.IsMatch(l) || Heading.IsMatch(l))
            .FirstOrDefault() is { } line
            && Report.IsMatch(line);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<Rows> ReadAsync(
        InputFile file,
        Action<InputFormatException> report,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var text = new TextLines(file, LongestLine);
        var lines = new MetarLines(text, Report.IsMatch, line => DateLine.IsMatch(line) || Heading.IsMatch(line));
        var builder = new RowsBuilder(MetarReport.Variables);
        var groups = new MetarReport(builder);
        var unread = new UnreadParts("groups");
        var stations = new Dictionary<string, string>(StringComparer.Ordinal);
        DateTimeOffset? date = null;
        var tally = new UnreadLines();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            while (!builder.IsFull && lines.Read())
            {
                var line = lines.Line;
                if (line.Length == 0 || Heading.IsMatch(line))
                {
                    continue;
                }

                if (DateLine.IsMatch(line))
                {
                    date = Date(lines, line);
                    continue;
                }

                var match = Report.Match(line);
                if (match.Groups["date"] is { Success: true } own)
                {
                    date = Date(lines, own.Value);
                }

                try
                {
                    Add(lines, line, match, date, stations, builder, groups, unread);
                    tally.Read++;
                }
                catch (InputFormatException e) when (date is not null)
                {
                    tally.Add(e);
                }
            }

            if (builder.Count == 0)
            {
                break;
            }

            yield return builder.Take();
            await Task.Yield();
        }

        if (tally.Error is { } error)
        {
            report(error);
        }

        if (unread.Error is { } notice)
        {
            report(notice);
        }
    }

    private static void Add(
        MetarLines lines,
        string line,
        Match report,
        DateTimeOffset? date,
        Dictionary<string, string> stations,
        RowsBuilder builder,
        MetarReport reader,
        UnreadParts unread)
    {
        if (!report.Success)
        {
            throw lines.Error(
                1,
                line,
                "a METAR or SPECI report, such as 'METAR RKSI 301200Z 31012KT 9999 FEW030 M03/M12 Q1027', or a date line");
        }

        var text = line[(report.Index + report.Length)..];
        var end = text.IndexOf('=', StringComparison.Ordinal);
        var groups = (end < 0 ? text : text[..end]).Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (groups is ["NIL", ..] or [_, "NIL", ..])
        {
            return;
        }

        var (station, stamp) = (report.Groups["station"].Value, report.Groups["time"]);
        var near = date ?? throw new InputFormatException(
            $"Line {lines.Number}: the report says day {stamp.Value[..2]} but nothing in the file says of which month. Put a line such as "
            + $"2021/01/30 12:00 before it.")
        {
            Line = lines.Number,
        };
        if (!stations.TryGetValue(station, out var pooled))
        {
            stations.Add(station, pooled = station);
        }

        builder.Add(
            pooled,
            Time(stamp.ValueSpan, near)
                ?? throw lines.Error(stamp.Index + 1, stamp.ValueSpan, "a day, hour and minute of the month that the file gives"));
        foreach (var group in reader.Read(groups))
        {
            unread.Add(lines.Error(
                line.IndexOf(group, StringComparison.Ordinal) + 1,
                group,
                "a group that can be read, such as 31012KT, M03/M12 or Q1027"));
        }
    }

    /// <summary>The time nearest to the file's date that has the day of the month of a report.</summary>
    private static DateTimeOffset? Time(ReadOnlySpan<char> stamp, DateTimeOffset near)
    {
        var (day, hour, minute) = (int.Parse(stamp[..2]), int.Parse(stamp[2..4]), int.Parse(stamp[4..6]));
        DateTimeOffset? nearest = null;
        for (var month = -1; month <= 1; month++)
        {
            var first = new DateTimeOffset(near.Year, near.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(month);
            if (day < 1 || day > DateTime.DaysInMonth(first.Year, first.Month) || hour > 23 || minute > 59)
            {
                continue;
            }

            var time = first.AddDays(day - 1).AddHours(hour).AddMinutes(minute);
            if (nearest is null || (time - near).Duration() < (nearest.Value - near).Duration())
            {
                nearest = time;
            }
        }

        return nearest;
    }

    private static DateTimeOffset Date(MetarLines lines, string text)
    {
        string[] forms = ["yyyyMMdd", "yyyyMMddHH", "yyyyMMddHHmm", "yyyy/MM/dd", "yyyy/MM/dd HH", "yyyy/MM/dd HH:mm"];
        return DateTimeOffset.TryParseExact(
            text.Replace('-', '/').Replace('T', ' ').TrimEnd('Z'),
            forms,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var date)
            && date.Year is > 1900 and < 2200
            ? date
            : throw lines.Error(1, text, "a date such as 2021/01/30 12:00 or 2021013012");
    }

    /// <summary>
    /// The lines that are no reports. A few are a bulletin's daily bread; more of them than reports, and it is no bulletin.
    /// </summary>
    private sealed class UnreadLines
    {
        private const int Tolerated = 20;
        private InputFormatException? _first;
        private long _count;

        public long Read { get; set; }

        /// <summary>The first of them, with their number; null where there is none.</summary>
        public InputFormatException? Error => _count > 1 ? _first!.Saying($"{_first.Message} {_count} lines in all are none.") : _first;

        /// <exception cref="InputFormatException">There are too many.</exception>
        public void Add(InputFormatException error)
        {
            _first ??= error;
            _count++;
            if (_count > Read && (Read == 0 || _count > Tolerated))
            {
                throw Error!;
            }
        }
    }
}
