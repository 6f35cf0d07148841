using WeatherKd.NetCdf.Conventions;
using WeatherKd.NetCdf.Variables;
using WeatherKd.NumericalModels.Fields;
using WeatherKd.Series;
using WeatherKd.Stations;
using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.NumericalModels.NetCdf;

/// <summary>
/// One CF file on its way to rows: variables, places and times of the file, and over which time each value is (<see cref="CfPeriods"/>).
/// </summary>
internal sealed class CfReading
{
    /// <summary>Reanalyses begin in the 19th century; what is said to be older has two digits of its year.</summary>
    private const int EarliestYear = 1800;

    private readonly IReadOnlyDictionary<string, NetCdfVariable> _file;
    private readonly VariableTable _variables;
    private readonly CfCoordinates _coordinates;
    private readonly Action<InputFormatException> _report;
    private readonly CfPeriods _periods;
    private readonly CfPlaces _places;
    private readonly HashSet<string> _failed = new(StringComparer.Ordinal);
    private InputFormatException? _first;

    /// <exception cref="InputFormatException">The file has no coordinates that can be used.</exception>
    /// <exception cref="NetCdfFormatException">Its coordinates are damaged.</exception>
    public CfReading(
        IReadOnlyDictionary<string, NetCdfVariable> file,
        VariableTable variables,
        IReadOnlyList<Station> stations,
        Action<InputFormatException> report)
    {
        (_file, _variables, _report) = (file, variables, report);
        _coordinates = new CfCoordinates(file);
        _periods = new CfPeriods(_coordinates);
        _places = CfPlaces.Of(_coordinates, stations, report);
    }

    /// <summary>The rows, run after run and lead after lead; those without any value are left out.</summary>
    /// <exception cref="InputFormatException">No variable can be used, or all values are missing.</exception>
    /// <exception cref="NetCdfFormatException">The times of the file cannot be read.</exception>
    public IEnumerable<Rows> Read(CancellationToken cancellationToken)
    {
        var isEmpty = true;
        foreach (var batch in Batches(cancellationToken).Select(WithValues).OfType<Rows>())
        {
            isEmpty = false;
            yield return batch;
        }

        if (isEmpty)
        {
            throw _first
                ?? new InputFormatException("Every value of every known variable is missing in the file: nothing of it is stored.");
        }
    }

    private IEnumerable<Rows> Batches(CancellationToken cancellationToken)
    {
        var wanted = new CfVariables(_file, _variables, _coordinates, _periods, _places, _report).Find();
        var orography = Orography();
        var batches = new LeadRows([.. _places.Stations.Select(s => s.Id)]);
        var all = wanted.SelectMany(w => _coordinates.Moments(w.Source).Select(moment => (Source: w, Moment: moment, End: End(w, moment))))
            .ToList();
        var moments = all
            .Where(m => m.End >= 0 && (m.Source.Variable.OverHour || m.End == Math.Floor(m.End)))
            .GroupBy(m => (m.Moment.Run, Lead: (int)Math.Ceiling(m.End)))
            .OrderBy(g => g.Key)
            .ToList();
        if (moments.Count == 0)
        {
            throw new InputFormatException(all.Count == 0
                ? "The file has no time, or every time in it is missing."
                : "No value is for a whole hour after the start of its run: the first is for "
                    + $"{all[0].Moment.LeadHours:0.####} h after {all[0].Moment.Run:u}.");
        }

        if (moments[0].Key.Run.Year < EarliestYear)
        {
            throw new InputFormatException(
                $"A run of the file would have started in the year {moments[0].Key.Run.Year}: see the reference date of its times.");
        }

        foreach (var moment in moments)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var values = new StationValues(_places.Stations, orography);
            foreach (var (source, at, _) in moment)
            {
                Take(values, source, at);
            }

            if (values.Finish(_variables) is { Count: > 0 } finished)
            {
                foreach (var batch in batches.Add(moment.Key.Run, moment.Key.Lead, finished))
                {
                    yield return batch;
                }
            }
        }

        foreach (var batch in batches.Take())
        {
            yield return batch;
        }
    }

    /// <summary>When a value holds, in hours after the run: of one over time, its end.</summary>
    private double End(CfSource source, CfMoment moment) =>
        source.Variable.OverHour ? _periods.Of(source.Source, source.Variable, moment, source.Units.IsAmount).End : moment.LeadHours;

    private void Take(StationValues values, CfSource from, CfMoment at)
    {
        var (variable, source, units) = from;
        try
        {
            var read = units.Apply(_places.Read(source, at.Indices, nearestOnly: variable.Normalisation == Normalisation.Circular));
            if (!variable.OverHour)
            {
                values.Take(variable.Name, read);
                return;
            }

            var stated = _periods.Of(source, variable, at, units.IsAmount);
            if (IntervalColumn.Of(variable.Name, stated.Source, stated.Start, stated.End) is { } interval)
            {
                var factor = units.IsAmount || stated.Source == AmountSource.Instant ? 1 : stated.End - stated.Start;
                values.Take(interval.Column.Name, Array.ConvertAll(read, v => v * factor));
            }
        }
        catch (NetCdfFormatException e)
        {
            Fails(source, e.ToInputError());
        }
    }

    /// <summary>The rows of a batch that have a value; null where none has.</summary>
    private static Rows? WithValues(Rows batch)
    {
        var columns = batch.Values.Values.ToArray();
        var filled = Enumerable.Range(0, batch.Count).Count(HasValue);
        return filled == batch.Count ? batch : filled == 0 ? null : batch.Where(HasValue);

        bool HasValue(int row) => Array.Exists(columns, column => !double.IsNaN(column[row]));
    }

    /// <summary>Heights of the model's ground at the stations; null where the file does not give them.</summary>
    private double[]? Orography()
    {
        if (_file.Values.FirstOrDefault(v => v.StandardName == "surface_altitude" && _places.Fits(v)) is not { } altitude)
        {
            return null;
        }

        try
        {
            return CfUnits.To("m", altitude).Apply(_places.Read(altitude, new Dictionary<string, long>(StringComparer.Ordinal)));
        }
        catch (InputFormatException e)
        {
            Fails(altitude, e);
        }
        catch (NetCdfFormatException e)
        {
            Fails(altitude, e.ToInputError());
        }

        return null;
    }

    /// <summary>Tells of a variable that cannot be read: once, however many times of it there are.</summary>
    private void Fails(NetCdfVariable source, InputFormatException problem)
    {
        _first ??= problem;
        if (_failed.Add(source.Name))
        {
            _report(problem);
        }
    }
}
