using WeatherKd.Grib;
using WeatherKd.Grib.Bytes;
using WeatherKd.Series;
using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.NumericalModels.Fields;

/// <summary>The fields of one model run on one grid, and how they become rows.</summary>
/// <param name="run">Start of the run.</param>
/// <param name="fields">Its fields with their roles, in any order.</param>
/// <param name="stations">The stations on the grid.</param>
/// <param name="orography">Height of the model's ground at them, m; null where it is not known.</param>
/// <param name="variables">The table of variables.</param>
/// <param name="report">Receives fields that cannot be decoded; the others are used.</param>
internal sealed class RunOnGrid(
    DateTimeOffset run,
    IReadOnlyList<(GribField Field, FieldRole Role)> fields,
    GridStations stations,
    double[]? orography,
    VariableTable variables,
    Action<InputFormatException> report)
{
    /// <summary>The best source that has a value at every station, by variable, at the lead being read.</summary>
    private readonly Dictionary<string, AmountSource> _whole = new(StringComparer.Ordinal);

    /// <summary>The rows, lead after lead.</summary>
    public IEnumerable<Rows> Read(CancellationToken cancellationToken)
    {
        var batches = new LeadRows([.. stations.Inside.Select(s => s.Id)]);
        foreach (var lead in fields.GroupBy(f => (int)Math.Ceiling(f.Field.LeadTime!.Value.TotalHours)).OrderBy(g => g.Key))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var values = ReadLead(lead);
            if (values.Count > 0)
            {
                foreach (var batch in batches.Add(run, lead.Key, values))
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

    private IReadOnlyDictionary<string, double[]> ReadLead(IEnumerable<(GribField Field, FieldRole Role)> leadFields)
    {
        var values = new StationValues(stations.Inside, orography);
        _whole.Clear();
        foreach (var (field, role) in leadFields.Where(f => f.Role.Name != FieldRole.Orography)
            .OrderBy(f => FieldInterval.Source(f.Field, f.Role)))
        {
            try
            {
                if (role.Variable is { OverHour: true } variable)
                {
                    TakeAmounts(values, field, role.Parameter, variable);
                }
                else if (!values.Has(role.Name))
                {
                    values.Take(role.Name, Sample(field, role));
                }
            }
            catch (GribFormatException e)
            {
                report(e.ToInputError());
            }
        }

        Turn(values);
        return values.Finish(variables);
    }

    private void Turn(StationValues values)
    {
        if (!stations.Grid.WindsAreGridRelative)
        {
            return;
        }

        if (values.Has(VariableNames.WindEast) && values.Has(VariableNames.WindNorth) && values.TryTakeWind(out var u, out var v))
        {
            stations.TurnToEarth(u, v);
            values.Take(VariableNames.WindEast, u);
            values.Take(VariableNames.WindNorth, v);
        }
        else
        {
            values.SetAsideWindAlongMap(stations.GridNorth());
        }
    }

    private double[] Sample(GribField field, FieldRole role)
    {
        var values = stations.Sample(field, nearestOnly: role.Variable?.Normalisation == Normalisation.Circular);
        var (scale, offset) = (role.Parameter.Scale, role.Parameter.Offset);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (values[i] * scale) + offset;
        }

        return values;
    }

    /// <summary>
    /// The best source comes first (<see cref="FieldInterval.Source"/>); where it has all stations, the others of the lead would not be
    /// used.
    /// </summary>
    private void TakeAmounts(StationValues values, GribField field, Grib2Parameter parameter, WeatherVariable variable)
    {
        if (FieldInterval.Of(field, parameter, variable) is not { } interval
            || values.Has(interval.Column.Name)
            || (_whole.TryGetValue(variable.Name, out var better) && better < interval.Column.Source))
        {
            return;
        }

        var amounts = stations.Sample(field);
        for (var i = 0; i < amounts.Length; i++)
        {
            amounts[i] *= interval.Factor;
        }

        values.Take(interval.Column.Name, amounts);
        if (!Array.Exists(amounts, double.IsNaN))
        {
            _whole.TryAdd(variable.Name, interval.Column.Source);
        }
    }
}
