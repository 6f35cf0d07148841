using System.Globalization;
using System.Security.Cryptography;
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
    /// <summary>Hash of the files, so that what was computed from others is not taken for theirs; empty where there are no files.</summary>
    public string Version { get; private init; } = string.Empty;

    /// <summary>What could not be read, a sentence each.</summary>
    public IReadOnlyList<string> Remarks { get; private init; } = [];

    /// <summary>Reads a folder.</summary>
    /// <exception cref="FileNotFoundException">A file is missing; the message says which.</exception>
    /// <exception cref="InputFormatException">A file cannot be read.</exception>
    public static async Task<StationCsvFolder> ReadAsync(string folder, CancellationToken cancellationToken)
    {
        InputFile[] files = [Find(folder, "stations.csv"), Find(folder, "observations.csv"), Find(folder, "forecasts.csv")];
        var remarks = new List<string>();
        var stations = await OfFileAsync(files[0], () => Task.FromResult(StationList.Read(files[0])));
        var observations = await OfFileAsync(files[1], () => ReadObservationsAsync(files[1], stations, remarks, cancellationToken));
        var teacher = await OfFileAsync(files[2], () => ReadTeacherAsync(files[2], stations, remarks, cancellationToken));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
        {
            await using var stream = File.OpenRead(file.Path);
            hash.AppendData(await SHA256.HashDataAsync(stream, cancellationToken));
        }

        return new StationCsvFolder(new DirectoryInfo(folder).Name, observations, teacher)
        {
            Version = Convert.ToHexStringLower(hash.GetHashAndReset())[..16],
            Remarks = remarks,
        };
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
        SeriesWindows.Align(IdOf(options), Name, Observations, Teacher, options);

    /// <summary>Other files, and another division of the same, are another dataset.</summary>
    private string IdOf(AlignmentOptions options) => string.Join(
        '-',
        Name,
        options.Protocol.ToString().ToLowerInvariant(),
        options.ValidationShare.ToString(CultureInfo.InvariantCulture),
        Version);

    private static async Task<T> OfFileAsync<T>(InputFile file, Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (InputFormatException error)
        {
            throw new InputFormatException($"{file.Name}: {error.Message}", error);
        }
    }

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
        List<string> remarks,
        CancellationToken cancellationToken)
    {
        var batches = new List<Rows>();
        var errors = new List<InputFormatException>();
        await foreach (var batch in new StationCsvObservations(VariableTable.Default).ReadAsync(file, errors.Add, cancellationToken))
        {
            batches.Add(batch);
        }

        if (errors.Count > 0)
        {
            remarks.Add($"{file.Name}: {errors.Count} values or rows could not be read and are missing. The first: {errors[0].Message}");
        }

        Unlisted(file, batches, stations, remarks);

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
        List<string> remarks,
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

        Unlisted(file, batches, stations, remarks);
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

    private static void Unlisted(InputFile file, List<Rows> batches, IReadOnlyList<Station> stations, List<string> remarks)
    {
        var listed = stations.Select(s => s.Id).ToHashSet(StringComparer.Ordinal);
        var others = batches
            .SelectMany(b => b.StationIds)
            .Where(id => !listed.Contains(id))
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ToList();
        if (others.Count > 0)
        {
            remarks.Add(
                $"{file.Name}: {others.Count} station{(others.Count == 1 ? " is" : "s are")} not in stations.csv and left out: "
                + $"{string.Join(", ", others.Take(5))}{(others.Count > 5 ? ", …" : string.Empty)}.");
        }
    }
}
