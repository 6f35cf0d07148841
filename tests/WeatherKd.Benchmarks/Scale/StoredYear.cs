using WeatherKd.Storage;

namespace WeatherKd.Benchmarks.Scale;

/// <summary>
/// A made-up record, written straight into the store as ingestion would leave it: a segment a day of hourly observations of six variables,
/// and a segment a run, two a day, of 24 leads and three variables.
/// </summary>
/// <param name="storage">The account.</param>
/// <param name="stations">Number of stations.</param>
internal sealed class StoredYear(WeatherStorage storage, int stations)
{
    /// <summary>Name of the numerical model.</summary>
    public const string Model = "benchmark";

    private const int Leads = 24;
    private static readonly DateTimeOffset Start = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] Observed =
    [
        "temperature_2m",
        "relative_humidity_2m",
        "wind_speed_10m",
        "wind_direction_10m",
        "surface_pressure",
        "precipitation"
    ];
    private static readonly string[] Modelled = ["temperature_2m", "relative_humidity_2m", "wind_speed_10m"];
    private readonly string[] _stations = [.. Enumerable.Range(0, stations).Select(i => $"S{i:D5}")];

    /// <summary>Adds days to the record.</summary>
    /// <param name="first">Number of the first, from 0.</param>
    /// <param name="count">How many.</param>
    public Task AddAsync(int first, int count) => Parallel.ForAsync(
        first,
        first + count,
        new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
        async (day, _) =>
        {
            await ObserveAsync(Start.AddDays(day));
            await IssueAsync(Start.AddDays(day));
            await IssueAsync(Start.AddDays(day).AddHours(12));
        });

    private Task ObserveAsync(DateTimeOffset day)
    {
        var hours = Enumerable.Range(0, 24).Select(h => day.AddHours(h)).ToArray();
        var rows = new ParquetColumns()
            .Add("station_id", Each(hours.Length, (s, _) => _stations[s]))
            .Add("valid_time", Each(hours.Length, (_, h) => hours[h]))
            .Add(SegmentReader.ArrivedAt, Each(hours.Length, (_, _) => day.AddDays(1)));
        foreach (var (name, v) in Observed.Select((name, v) => (name, v)))
        {
            rows.Add(name, Each(hours.Length, (s, h) => Value(v, s, hours[h], 0)));
        }

        foreach (var name in Observed)
        {
            rows.AddNullable(name + SegmentRows.FlagSuffix, new string?[rows.Count]);
        }

        return StoreAsync(SegmentFolders.Observations, day, rows);
    }

    private Task IssueAsync(DateTimeOffset run)
    {
        var rows = new ParquetColumns()
            .Add("station_id", Each(Leads, (s, _) => _stations[s]))
            .Add("run_time", Each(Leads, (_, _) => run))
            .Add("lead_hours", Each(Leads, (_, lead) => lead + 1))
            .Add(SegmentReader.ArrivedAt, Each(Leads, (_, _) => run));
        foreach (var (name, v) in Modelled.Select((name, v) => (name, v)))
        {
            rows.Add(name, Each(Leads, (s, lead) => Value(v, s, run.AddHours(lead + 1), 1 + (0.1 * lead))));
        }

        foreach (var name in Modelled)
        {
            rows.AddNullable(name + SegmentRows.FlagSuffix, new string?[rows.Count]);
        }

        return StoreAsync($"{SegmentFolders.Teacher}/{Model}", run, rows);
    }

    private async Task StoreAsync(string prefix, DateTimeOffset time, ParquetColumns rows)
    {
        using var content = new MemoryStream();
        await using (var file = await rows.CreateFileAsync(content, CancellationToken.None))
        {
            await StationOrder.AppendAsync(file, rows, StationOrder.GroupRows(rows.Count), CancellationToken.None);
        }

        content.Position = 0;
        var name = $"{prefix}/{SegmentWriter.MonthName(time)}/{ContentHash.Of(time.ToString("O"))}.parquet";
        await storage.Store.GetBlobClient(name).UploadAsync(content, overwrite: true);
    }

    private T[] Each<T>(int count, Func<int, int, T> value)
    {
        var all = new T[_stations.Length * count];
        for (var i = 0; i < all.Length; i++)
        {
            all[i] = value(i / count, i % count);
        }

        return all;
    }

    /// <summary>
    /// A day's and a year's course, weather that passes, and noise, in the variable's plausible range and to a tenth, as stations report.
    /// </summary>
    private static double Value(int variable, int station, DateTimeOffset time, double error)
    {
        var hour = time.ToUnixTimeSeconds() / 3600;
        var noise = (((hour * 7919) + (station * 104_729) + (variable * 31)) * 2_654_435_761 >> 16 & 255) / 128.0;
        var course = (5 * Math.Sin((time.Hour - 9) * Math.PI / 12)) + (3 * Math.Sin(hour * 0.05 + station % 7)) + noise + error;
        return Math.Round(
            variable switch
            {
                0 => 10 - (12 * Math.Cos(time.DayOfYear * 2 * Math.PI / 365)) + course,
                1 => 60 - (2 * course),
                2 => 5 + (course / 4),
                3 => 180 + (10 * course),
                4 => 1010 + course,
                _ => Math.Max(0, noise - 1.9),
            },
            1);
    }
}
