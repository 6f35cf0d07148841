using WeatherKd.NetCdf.Conventions;
using WeatherKd.NetCdf.Variables;
using WeatherKd.NumericalModels.Fields;
using WeatherKd.NumericalModels.Intervals;
using WeatherKd.Stations;
using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.NumericalModels.NetCdf;

/// <summary>One CF file on its way to rows. A sum or mean is over the bounds of its time; where the file gives none, over the hour before it.</summary>
internal sealed class CfReading
{
    private const double HeightTolerance = 0.5;
    private readonly IReadOnlyDictionary<string, NetCdfVariable> _file;
    private readonly VariableTable _variables;
    private readonly CfCoordinates _coordinates;
    private readonly Action<InputFormatException> _report;
    private readonly CfPlaces _places;

    /// <exception cref="InputFormatException">The file has no coordinates that can be used.</exception>
    /// <exception cref="NetCdfFormatException">Its coordinates are damaged.</exception>
    public CfReading(IReadOnlyDictionary<string, NetCdfVariable> file, VariableTable variables, IReadOnlyList<Station> stations, Action<InputFormatException> report)
    {
        (_file, _variables, _report) = (file, variables, report);
        _coordinates = new CfCoordinates(file);
        _places = CfPlaces.Of(_coordinates, stations, report);
    }

    /// <summary>The rows, run after run and lead after lead.</summary>
    /// <exception cref="InputFormatException">No variable can be used.</exception>
    public IEnumerable<TeacherBatch> Read(CancellationToken cancellationToken)
    {
        var wanted = Wanted();
        var orography = _file.Values.FirstOrDefault(v => v.StandardName == "surface_altitude" && _places.Fits(v)) is { } altitude
            ? CfUnits.To("m", altitude).Apply(_places.Read(altitude, new Dictionary<string, long>(StringComparer.Ordinal)))
            : null;
        var batches = new TeacherBatchBuilder([.. _places.Stations.Select(s => s.Id)]);
        var moments = wanted.SelectMany(w => _coordinates.Moments(w.Source).Select(moment => (w.Variable, w.Source, Moment: moment)))
            .Where(m => m.Moment.LeadHours >= 0 && (m.Variable.OverHour || m.Moment.LeadHours == Math.Floor(m.Moment.LeadHours)))
            .GroupBy(m => (m.Moment.Run, Lead: (int)Math.Ceiling(m.Moment.LeadHours)))
            .OrderBy(g => g.Key);
        foreach (var moment in moments)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var values = new StationValues(_places.Stations, orography);
            foreach (var (variable, source, at) in moment)
            {
                Take(values, variable, source, at);
            }

            foreach (var batch in batches.Add(moment.Key.Run, moment.Key.Lead, values.Finish(_variables)))
            {
                yield return batch;
            }
        }

        foreach (var batch in batches.Take())
        {
            yield return batch;
        }
    }

    private void Take(StationValues values, WeatherVariable variable, NetCdfVariable source, CfMoment at)
    {
        try
        {
            var units = CfUnits.To(variable.Unit, source);
            var read = units.Apply(_places.Read(source, at.Indices, nearestOnly: variable.Normalisation == Normalisation.Circular));
            if (!variable.OverHour)
            {
                values.Take(variable.Name, read);
                return;
            }

            var start = source.Text("GRIB_stepType") == "accum" ? 0 : _coordinates.PeriodStart(at) ?? at.LeadHours - 1;
            if (IntervalColumn.Of(variable.Name, AmountSource.Amount, start, at.LeadHours) is { } interval)
            {
                var factor = units.IsAmount ? 1 : at.LeadHours - start;
                values.Take(interval.Column.Name, Array.ConvertAll(read, v => v * factor));
            }
        }
        catch (InputFormatException e)
        {
            _report(e);
        }
        catch (NetCdfFormatException e)
        {
            _report(e.ToInputError());
        }
    }

    private List<(WeatherVariable Variable, NetCdfVariable Source)> Wanted()
    {
        var found = new List<(WeatherVariable Variable, NetCdfVariable Source)>();
        foreach (var source in _file.Values.Where(v => _places.Fits(v) && HasUsableTime(v) && !IsExtreme(v)))
        {
            var variable = _variables.All.FirstOrDefault(v => IsOf(source, v) && HeightFits(source, v.Grib2?.Height));
            if (variable is not null && found.TrueForAll(f => f.Variable != variable))
            {
                found.Add((variable, source));
            }
        }

        return found.Count > 0
            ? found
            : throw new InputFormatException($"No variable is one of the table's on stations or on a grid of latitudes and longitudes. The file holds: {string.Join(", ", _file.Keys)}.");
    }

    private static bool IsOf(NetCdfVariable source, WeatherVariable variable) =>
        source.Name == variable.Name
        || variable.CsvHeaders.Contains(source.Name, StringComparer.Ordinal)
        || (source.StandardName is not null && (source.StandardName == variable.StandardName || variable.StandardNamesAlso.Contains(source.StandardName, StringComparer.Ordinal)));

    /// <summary>Whether the values are extremes, deviations or the like of a span of time: another thing than the quantity, and than its mean (CF conventions, section 7.3; cfgrib's attribute).</summary>
    private static bool IsExtreme(NetCdfVariable source)
    {
        var words = (source.Text("cell_methods") ?? "").Split([' ', '('], StringSplitOptions.RemoveEmptyEntries);
        var ofTime = words.SkipWhile(w => w != "time:").SkipWhile(w => w.EndsWith(':')).FirstOrDefault();
        return ofTime is not (null or "point" or "mean" or "sum")
            || source.Text("GRIB_stepType") is not (null or "instant" or "accum" or "avg");
    }

    /// <summary>Whether a coordinate of height, where the variable has one, is that of screen or anemometer level.</summary>
    private bool HeightFits(NetCdfVariable source, double? wanted)
    {
        var names = (source.Text("coordinates") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Concat(source.Dimensions);
        var height = names.Select(_file.GetValueOrDefault).FirstOrDefault(v => v?.StandardName == "height");
        return height is null || wanted is null || (height.Shape.Aggregate(1L, (a, b) => a * b) == 1 && Math.Abs(height.ReadAll()[0] - wanted.Value) <= HeightTolerance);
    }

    /// <summary>Whether all dimensions beside places and times have length 1: a field on many levels is none of ours.</summary>
    private bool HasUsableTime(NetCdfVariable source)
    {
        var moment = _coordinates.Moments(source).FirstOrDefault();
        for (var i = 0; i < source.Dimensions.Count; i++)
        {
            var dimension = source.Dimensions[i];
            if (source.Shape[i] != 1 && !_places.Dimensions.Contains(dimension, StringComparer.Ordinal) && moment?.Indices.ContainsKey(dimension) != true)
            {
                return false;
            }
        }

        return true;
    }
}
