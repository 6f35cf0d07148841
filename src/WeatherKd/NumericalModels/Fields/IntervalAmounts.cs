using WeatherKd.Grib;
using WeatherKd.Grib.Products;
using WeatherKd.Variables;

namespace WeatherKd.NumericalModels.Fields;

/// <summary>
/// Sums and means over periods, made into values of the hour before a lead time. Models give precipitation since the start of the run, since the last of their
/// 3- or 6-hour buckets, or of each hour; radiation likewise, as mean flux or as energy. Kept as amounts (unit × hours) over an interval of lead time, they can be subtracted:
/// <list type="number">
/// <item>the amount of exactly the last hour;</item>
/// <item>else the difference of two amounts of this file with one start, spread evenly over the hours between their ends;</item>
/// <item>else the amount of a bucket that starts after the run, spread evenly over it.</item>
/// </list>
/// An amount since the start of the run whose predecessor is in another file is not spread: the rain of a whole day is not that of each of its hours. It goes
/// into store as it is (<see cref="SinceStart"/>), and is differenced when all leads are read together (<see cref="AccumulatedAmounts"/>).
/// </summary>
internal sealed class IntervalAmounts(WeatherVariable variable)
{
    private const double SecondsPerHour = 3600;

    /// <summary>Amounts by start of their interval in lead hours, then by its end.</summary>
    private readonly SortedDictionary<double, SortedList<double, double[]>> _byStart = [];

    /// <summary>Adds a field's values.</summary>
    /// <param name="field">Where the values come from; its times are known.</param>
    /// <param name="parameter">The parameter by which it was found.</param>
    /// <param name="values">Its values at the stations, in the field's unit; taken over.</param>
    public void Add(GribField field, Grib2Parameter parameter, double[] values)
    {
        var end = field.LeadTime!.Value.TotalHours;
        var start = field.Period is { } period ? (period.Start - field.ReferenceTime)!.Value.TotalHours
            : parameter.Accumulated ? 0
            : end - 1;
        var factor = parameter.Scale * (field.Period?.Process switch
        {
            // A flux summed over time is in its unit × seconds, whatever the header says of its unit.
            StatisticalProcess.Accumulation => parameter.Accumulated ? 1 : 1 / SecondsPerHour,
            StatisticalProcess.Average => end - start,
            _ => 1,
        });
        Add(start, end, values, factor);
    }

    /// <summary>Adds amounts over an interval of lead time, in hours.</summary>
    /// <param name="start">Start of the interval.</param>
    /// <param name="end">Its end, which is the lead time.</param>
    /// <param name="values">Values at the stations; taken over.</param>
    /// <param name="factor">From the values to amounts in the variable's unit × hours.</param>
    public void Add(double start, double end, double[] values, double factor)
    {
        for (var i = 0; i < values.Length; i++)
        {
            values[i] *= factor;
        }

        if (!_byStart.TryGetValue(start, out var ends))
        {
            _byStart.Add(start, ends = []);
        }

        ends.TryAdd(end, values);
    }

    /// <summary>Amounts since the start of the run at a lead; null where there are none.</summary>
    public double[]? SinceStart(double lead) => lead > 0 && _byStart.TryGetValue(0, out var ends) ? ends.GetValueOrDefault(lead) : null;

    /// <summary>Values of the hour before a lead; null where the file does not give them.</summary>
    public double[]? LastHour(double lead)
    {
        (double Hours, double[] Minuend, double[]? Subtrahend)? best = null;
        foreach (var (start, ends) in _byStart)
        {
            if (!ends.TryGetValue(lead, out var amount) || lead <= start)
            {
                continue;
            }

            var index = ends.IndexOfKey(lead);
            var from = index > 0 ? ends.GetKeyAtIndex(index - 1) : start;
            var hasPredecessorElsewhere = index == 0 && start == 0 && lead > 1;
            if (!hasPredecessorElsewhere && (best is null || lead - from < best.Value.Hours))
            {
                best = (lead - from, amount, index > 0 ? ends.GetValueAtIndex(index - 1) : null);
            }
        }

        return best is { } found ? Spread(found.Minuend, found.Subtrahend, found.Hours) : null;
    }

    private double[] Spread(double[] amount, double[]? before, double hours)
    {
        var values = new double[amount.Length];
        for (var i = 0; i < values.Length; i++)
        {
            // Packing rounds each amount by itself: a difference may come out a little below what is possible.
            values[i] = AccumulatedAmounts.PerHour(amount[i], before?[i] ?? 0, hours, variable.Minimum);
        }

        return values;
    }
}
