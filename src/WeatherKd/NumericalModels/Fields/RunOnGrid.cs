using WeatherKd.Grib;
using WeatherKd.Grib.Bytes;
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
    private readonly Dictionary<string, IntervalAmounts> _amounts = new(StringComparer.Ordinal);

    /// <summary>The rows, lead after lead.</summary>
    public IEnumerable<TeacherBatch> Read(CancellationToken cancellationToken)
    {
        var batches = new TeacherBatchBuilder([.. stations.Inside.Select(s => s.Id)]);
        foreach (var lead in fields.GroupBy(f => (int)f.Field.LeadTime!.Value.TotalHours).OrderBy(g => g.Key))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var values = ReadLead(lead.Key, lead);
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

    private IReadOnlyDictionary<string, double[]> ReadLead(int lead, IEnumerable<(GribField Field, FieldRole Role)> leadFields)
    {
        var values = new StationValues(stations.Inside, orography);
        foreach (var (field, role) in leadFields.Where(f => f.Role.Name != FieldRole.Orography))
        {
            try
            {
                if (role.Variable is { OverHour: true } variable)
                {
                    Amounts(variable).Add(field, role.Parameter, stations.Sample(field));
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

        foreach (var (variable, amounts) in _amounts)
        {
            if (amounts.LastHour(lead) is { } hourly)
            {
                values.Take(variable, hourly);
            }

            if (amounts.SinceStart(lead) is { } total && variables.All.FirstOrDefault(v => v.PartOf == variable) is { } accumulation)
            {
                values.Take(accumulation.Name, total);
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

        if (values.Has(Composition.WindEast) && values.Has(Composition.WindNorth) && values.TryTakeWind(out var u, out var v))
        {
            stations.TurnToEarth(u, v);
            values.Take(Composition.WindEast, u);
            values.Take(Composition.WindNorth, v);
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

    private IntervalAmounts Amounts(WeatherVariable variable)
    {
        if (!_amounts.TryGetValue(variable.Name, out var amounts))
        {
            _amounts.Add(variable.Name, amounts = new IntervalAmounts(variable));
        }

        return amounts;
    }
}
