using WeatherKd.Alignment;
using WeatherKd.NumericalModels;
using WeatherKd.Observations;
using WeatherKd.Series;
using WeatherKd.Stations;
using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.Training.Experiments;

/// <summary>
/// A folder of station CSV files as series in memory: <c>observations.csv</c>, <c>forecasts.csv</c> (either may end in <c>.gz</c>) and
/// <c>stations.csv</c>. No quality control: scores refer to the files as they are.
/// </summary>
/// <param name="Name">Name of the folder; stands for the numerical model.</param>
/// <param name="Observations">One grid a station, in the order of <c>stations.csv</c>.</param>
/// <param name="Teacher">Runs at stations.</param>
public sealed record StationCsvFolder(string Name, IReadOnlyList<HourlyObservations> Observations, IReadOnlyList<TeacherRuns> Teacher)
{
    /// <summary>Reads a folder.</summary>
    /// <exception cref="FileNotFoundException">A file is missing; the message says which.</exception>
    /// <exception cref="InputFormatException">A file cannot be read.</exception>
    public static async Task<StationCsvFolder> ReadAsync(string folder, CancellationToken cancellationToken)
    {
        var stations = StationList.Read(Find(folder, "stations.csv"));
        var observations = await ReadObservationsAsync(Find(folder, "observations.csv"), stations, cancellationToken);
        var teacher = await ReadTeacherAsync(Find(folder, "forecasts.csv"), stations, cancellationToken);
        return new StationCsvFolder(new DirectoryInfo(folder).Name, observations, teacher);
    }

    /// <summary>Aligns the series by the reference protocol.</summary>
    /// <param name="validationShare">
    /// Share of the training origins that early stopping and tuning look at; 0 for systems that have none.
    /// </param>
    /// <param name="targets">Variables to forecast; null takes the usual ones.</param>
    public SeriesWindows Align(double validationShare, IReadOnlyList<string>? targets = null) =>
        Align(new AlignmentOptions { Protocol = SplitProtocol.Reference, ValidationShare = validationShare, Targets = targets });

    /// <summary>Aligns the series.</summary>
    public SeriesWindows Align(AlignmentOptions options) =>
        SeriesWindows.Align($"{Name}-{options.Protocol.ToString().ToLowerInvariant()}", Name, Observations, Teacher, options);

    private static InputFile Find(string folder, string name)
    {
        foreach (var candidate in new[] { name, name + ".gz" })
        {
            var path = Path.Combine(folder, candidate);
            if (File.Exists(path))
            {
                return new InputFile(path, candidate);
            }
        }

        throw new FileNotFoundException(
            $"{folder} holds neither {name} nor {name}.gz. Needed: observations.csv, forecasts.csv and stations.csv.");
    }

    private static async Task<List<HourlyObservations>> ReadObservationsAsync(
        InputFile file,
        IReadOnlyList<Station> stations,
        CancellationToken cancellationToken)
    {
        var batches = new List<Rows>();
        await foreach (var batch in new StationCsvObservations(VariableTable.Default).ReadAsync(file, _ => { }, cancellationToken))
        {
            batches.Add(batch);
        }

        var variables = VariableTable.Default.InOrder(batches.SelectMany(b => b.Values.Keys));
        var hours = batches.SelectMany(b => b.Times).Select(Hour.Nearest).DefaultIfEmpty().ToList();
        var (first, last) = (hours.Min(), hours.Max());
        var observed = ObservationStore.ToGrids(batches, variables, first, last).ToDictionary(g => g.Station, StringComparer.Ordinal);
        return
        [
            .. stations.Select(s => observed.GetValueOrDefault(s.Id) ?? new HourlyObservations(s.Id, variables, first, last))
        ];
    }

    private static async Task<List<TeacherRuns>> ReadTeacherAsync(
        InputFile file,
        IReadOnlyList<Station> stations,
        CancellationToken cancellationToken)
    {
        var batches = new List<Rows>();
        await foreach (var batch in new StationCsvForecasts(VariableTable.Default).ReadAsync(
            file,
            stations,
            error => throw error,
            cancellationToken))
        {
            batches.Add(batch);
        }

        var variables = VariableTable.Default.InOrder(batches.SelectMany(b => b.Values.Keys));
        var runs = stations.ToDictionary(s => s.Id, s => new TeacherRuns(s.Id, variables), StringComparer.Ordinal);
        foreach (var batch in batches)
        {
            foreach (var (name, values) in batch.Values)
            {
                var column = variables.IndexOf(name);
                for (var row = 0; row < batch.Count; row++)
                {
                    runs.GetValueOrDefault(batch.StationIds[row])?.Set(
                        Hour.Floor(batch.Times[row]),
                        batch.LeadHours[row],
                        column,
                        values[row]);
                }
            }
        }

        return [.. runs.Values.Where(r => r.RunHours.Count > 0)];
    }
}
