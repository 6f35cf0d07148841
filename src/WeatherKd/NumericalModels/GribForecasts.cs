using System.Globalization;
using System.Runtime.CompilerServices;
using WeatherKd.Grib;
using WeatherKd.NumericalModels.Fields;
using WeatherKd.Series;
using WeatherKd.Stations;
using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.NumericalModels;

/// <summary>
/// GRIB files of any model, of edition 1 or 2 or both: fields of the table's parameters are interpolated to the stations (bilinear in grid
/// space), winds turned from the grid's axes to the earth's, units and heights brought to the stations', sums and means over periods kept
/// as the file states them. A run may arrive in many files, in any order.
/// <para>Of an ensemble one member is read: that of the options or else the lowest of the file, the control where it is there.</para>
/// </summary>
public sealed class GribForecasts : INumericalModelFormat
{
    private const int Shown = 12;

    /// <summary>Missing, in the octet of the generating process.</summary>
    private const int NoProcess = 255;

    private readonly VariableTable _variables;
    private readonly IReadOnlyList<FieldRole> _roles;
    private readonly ModelOrography _orography;
    private readonly UnstructuredGrids _grids;
    private readonly int? _member;

    /// <summary>A reader of the parameters of a table of variables.</summary>
    public GribForecasts(VariableTable variables, InterpolationOptions options)
    {
        _variables = variables;
        _roles = FieldRole.All(variables);
        _orography = new ModelOrography(variables, options.OrographyFiles);
        _grids = new UnstructuredGrids(options.GridFiles);
        _member = options.EnsembleMember;
    }

    /// <inheritdoc/>
    public string Name => "GRIB2";

    /// <inheritdoc/>
    public bool HoldsWholeRuns => false;

    /// <inheritdoc/>
    public bool Recognises(InputFile file)
    {
        // Bulletin headers may stand before the first message.
        var start = file.Head.IndexOf("GRIB"u8);
        return start >= 0 && start + 8 <= file.Head.Length && file.Head[start + 7] is 1 or 2;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<Rows> ReadAsync(
        InputFile file,
        IReadOnlyList<Station> stations,
        Action<InputFormatException> report,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var local = await UnpackedFile.CreateAsync(file, cancellationToken);
        using var grib = GribErrors.Open(local.Path);
        var fields = Wanted(grib, report);
        var grids = new Dictionary<GridKey, (GridStations Stations, double[]? Orography)>();
        foreach (var group in fields.GroupBy(f => (f.Field.ReferenceTime, Grid: GridKey.Of(f.Field.Grid)))
            .OrderBy(g => g.Key.ReferenceTime))
        {
            if (!grids.TryGetValue(group.Key.Grid, out var grid))
            {
                var onGrid = new GridStations(
                    group.First().Field.Grid,
                    stations,
                    _grids.PositionsOf(group.First().Field.Grid, grib.Fields));
                ReportOutside(onGrid, report);
                grid = (onGrid, onGrid.Inside.Count > 0 ? _orography.At(onGrid, grib.Fields) : null);
                grids.Add(group.Key.Grid, grid);
            }

            if (grid.Stations.Inside.Count > 0)
            {
                var versions = Versions(group.Select(g => g.Field));
                foreach (var batch in new RunOnGrid(
                    group.Key.ReferenceTime!.Value,
                    [.. group],
                    grid.Stations,
                    grid.Orography,
                    _variables,
                    report).Read(cancellationToken))
                {
                    yield return batch with { Versions = versions };
                }
            }
        }
    }

    /// <exception cref="InputFormatException">The file holds no field that is wanted; the message says what it holds.</exception>
    private List<(GribField Field, FieldRole Role)> Wanted(GribFile file, Action<InputFormatException> report)
    {
        // By role first: where two parameters carry a variable, the preferred one comes first. Which of them counts is decided lead by
        // lead, not by what else the file holds.
        var found = _roles.SelectMany(role => file.Fields.Where(role.IsPlayedBy).Select(field => (Field: field, Role: role))).ToList();

        var wanted = OneMember(found, report).Where(f => _grids.CanPlaceOn(f.Field.Grid, file.Fields) && IsAtUsableLead(f)).ToList();
        if (wanted.TrueForAll(f => f.Role.Name == FieldRole.Orography))
        {
            throw Nothing(file, found);
        }

        foreach (var problem in file.Problems)
        {
            report(problem.ToInputError());
        }

        return wanted;
    }

    /// <summary>The generating processes of forecasts: an analysis, which some centres send as hour 0, is made by another.</summary>
    private static List<string> Versions(IEnumerable<GribField> fields) =>
        [
            .. fields.Where(f => f.LeadTime > TimeSpan.Zero && f.GeneratingProcess != NoProcess)
                .Select(f => (f.Origin.CentreName, f.GeneratingProcess))
                .Distinct()
                .Select(v => $"{v.CentreName}, process {v.GeneratingProcess}")
                .Order(StringComparer.Ordinal)
        ];

    /// <summary>
    /// Rows are hourly. Of amounts, those that end within the hour are parts of it. Fields whose times the message does not say are left
    /// out: nothing is known about when they hold.
    /// </summary>
    private static bool IsAtUsableLead((GribField Field, FieldRole Role) found) => found.Field.LeadTime is { Ticks: >= 0 } lead
        && (found.Role.MayHavePeriod || lead.Ticks % TimeSpan.TicksPerHour == 0)
        && found.Field.Period is not { Start: null };

    private IEnumerable<(GribField Field, FieldRole Role)> OneMember(
        List<(GribField Field, FieldRole Role)> found,
        Action<InputFormatException> report)
    {
        var members = found.Select(f => f.Field.Member?.Number).OfType<int>().Distinct().Order().ToList();
        if (members.Count == 0)
        {
            return found;
        }

        var member = _member ?? members[0];
        if (!members.Contains(member))
        {
            throw new InputFormatException(
                $"The file holds member {string.Join(", ", members.Take(Shown))} of an ensemble; member {member} is the one that is read "
                + $"(Interpolation:EnsembleMember).");
        }

        if (members.Count > 1)
        {
            report(new InputFormatException($"The file holds {members.Count} members of an ensemble; only member {member} is used.")
            {
                FileIsSound = true,
            });
        }

        return found.Where(f => f.Field.Member is null || f.Field.Member.Number == member);
    }

    private InputFormatException Nothing(GribFile file, List<(GribField Field, FieldRole Role)> found)
    {
        if (file.Problems is [var first, ..] && found.Count == 0)
        {
            return first.ToInputError();
        }

        if (found.FirstOrDefault(f => !_grids.CanPlaceOn(f.Field.Grid, file.Fields)) is { Field: { } unplaced })
        {
            return new InputFormatException($"Message {unplaced.MessageNumber}: {_grids.WhyNot(unplaced.Grid)}.")
            {
                MessageNumber = unplaced.MessageNumber,
                ByteOffset = unplaced.Message.Offset,
            };
        }

        var held = file.Fields.Select(Described).Distinct(StringComparer.Ordinal).ToList();
        return new InputFormatException(
            $"No field is one of the table's variables at a whole hour's lead time. The file holds: "
            + $"{string.Join("; ", held.Take(Shown))}{(held.Count > Shown ? $"; and {held.Count - Shown} more" : "")}.")
        {
            MessageNumber = 1,
            ByteOffset = 0,
        };
    }

    /// <summary>
    /// What a field is, with what may keep it from being one of the table's: its processing, and a time that is not known.
    /// </summary>
    private static string Described(GribField field)
    {
        string?[] parts =
        [
            $"{field.Parameter}, {field.Level}",
            field.Derivation,
            field.Period is { } period ? $"{period.Process.ToString().ToLowerInvariant()} over {Hours(period.Length)}" : null,
            field.LeadTime is null || field.Period is { Start: null } ? "its time is not known" : null,
        ];
        return string.Join(", ", parts.Where(part => part is not null));

        static string Hours(TimeSpan? length) =>
            length is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known.TotalHours:0.##} h") : "a time";
    }

    private static void ReportOutside(GridStations grid, Action<InputFormatException> report)
    {
        if (grid.Outside.Count > 0)
        {
            report(new InputFormatException(
                $"{grid.Outside.Count} stations lie outside the grid ({grid.Grid}) and get no values: "
                + $"{string.Join(", ", grid.Outside.Take(Shown).Select(s => s.Id))}{(grid.Outside.Count > Shown ? ", …" : "")}.")
            {
                FileIsSound = true,
            });
        }
    }
}
