using WeatherKd.Alignment;
using WeatherKd.Students;
using WeatherKd.Variables;

namespace WeatherKd.Verification;

/// <summary>
/// Runs a student where no training window leads: everything missing, everything at the ends of its range, a station it does not know. It must answer with
/// numbers that could be weather.
/// </summary>
public sealed class StressTest(VariableTable variables, PromotionOptions options, TimeProvider clock)
{
    private const int TimedRuns = 31;
    private const int ParityWindows = 16;

    /// <summary>Examines a student.</summary>
    /// <param name="session">The student.</param>
    /// <param name="block">Some real windows, of its own dataset; null where there are none.</param>
    /// <param name="student">The student, matched to that dataset.</param>
    /// <param name="sample">What the network gave before export for the first windows of the block; null where the job kept none.</param>
    public StudentBehaviour Examine(StudentSession session, WindowBlock? block, DatasetStudent student, ParitySample? sample)
    {
        var inputs = Inputs(session.Lineage).ToList();
        var faults = inputs.SelectMany(i => Faults(session, i)).Distinct(StringComparer.Ordinal).ToList();
        var (difference, compared) = block is null || block.Count == 0 ? (0, "no windows to compare") : Parity(student, block, sample);
        return new StudentBehaviour(inputs.Count, faults, difference, compared, MedianMilliseconds(session, inputs[0]));
    }

    private static StressInput Run(StudentLineage lineage, string name, Func<string, float> observation, Func<string, float> teacher, long station) => new(
        name,
        Fill(lineage.HistoryHours, lineage.Inputs, observation),
        Fill(lineage.HistoryHours + lineage.HorizonHours, lineage.TeacherVariables, teacher),
        station);

    private static float[] Fill(int hours, IReadOnlyList<string> names, Func<string, float> value)
    {
        var row = names.Select(value).ToArray();
        return [.. Enumerable.Range(0, hours).SelectMany(_ => row)];
    }

    private static StudentForecast Forecast(StudentSession session, StressInput input) => session.Run(
        1, input.Observations, input.Teacher, [input.Station], [HourIndex.Floor(session.Lineage.TrainedTo)]);

    private static (double Difference, string Compared) Parity(DatasetStudent student, WindowBlock block, ParitySample? sample)
    {
        var count = Math.Min(ParityWindows, block.Count);
        var together = student.RunBatch(block, 0, count).Mean;
        if (sample is { Forecast.Length: > 0 } && sample.Forecast.Length <= together.Length)
        {
            return (Difference(sample.Forecast, together.AsSpan(0, sample.Forecast.Length)), "the network as trained against its ONNX file");
        }

        var width = together.Length / count;
        var alone = Enumerable.Range(0, count).SelectMany(i => student.RunBatch(block, i, 1).Mean).ToArray();
        return (Difference(alone, together), $"{count} windows alone against in one batch ({width} values each); the job kept no sample of the network");
    }

    private static double Difference(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        double largest = 0;
        var (low, high) = (double.MaxValue, double.MinValue);
        for (var i = 0; i < expected.Length; i++)
        {
            var difference = Math.Abs((double)expected[i] - actual[i]);
            largest = double.IsNaN(difference) ? double.PositiveInfinity : Math.Max(largest, difference);
            (low, high) = (Math.Min(low, expected[i]), Math.Max(high, expected[i]));
        }

        return largest == 0 ? 0 : largest / Math.Max(high - low, float.Epsilon);
    }

    private IEnumerable<StressInput> Inputs(StudentLineage lineage)
    {
        float Low(string v) => (float)variables[v].Minimum;
        float High(string v) => (float)variables[v].Maximum;
        float Middle(string v) => (Low(v) + High(v)) / 2;
        static float Missing(string v) => float.NaN;
        yield return Run(lineage, "everything missing", Missing, Missing, 1);
        yield return Run(lineage, "no teacher, an unknown station", Middle, Missing, 0);
        yield return Run(lineage, "no observations", Missing, Middle, 1);
        yield return Run(lineage, "all at the lower end", Low, Low, 1);
        yield return Run(lineage, "all at the upper end", High, High, 1);
        yield return Run(lineage, "observations low, teacher high", Low, High, 1);
    }

    private IEnumerable<string> Faults(StudentSession session, StressInput input)
    {
        var forecast = Forecast(session, input);
        var targets = session.Lineage.Targets;
        for (var i = 0; i < forecast.Mean.Length; i++)
        {
            var variable = variables[targets[i % targets.Count]];
            var margin = options.StressMargin * (variable.Maximum - variable.Minimum);
            if (!float.IsFinite(forecast.Mean[i]))
            {
                yield return $"{input.Name}: {variable.Name} is not a number";
            }
            else if (forecast.Mean[i] < variable.Minimum - margin || forecast.Mean[i] > variable.Maximum + margin)
            {
                yield return $"{input.Name}: {variable.Name} leaves its plausible range {variable.Minimum} to {variable.Maximum} {variable.Unit} by more than {margin:G3}";
            }
        }

        if (forecast.Quantiles.Any(q => !float.IsFinite(q)))
        {
            yield return $"{input.Name}: a quantile is not a number";
        }
    }

    private double MedianMilliseconds(StudentSession session, StressInput input)
    {
        var times = new double[TimedRuns];
        for (var i = 0; i < times.Length; i++)
        {
            var started = clock.GetTimestamp();
            Forecast(session, input);
            times[i] = clock.GetElapsedTime(started).TotalMilliseconds;
        }

        Array.Sort(times);
        return times[TimedRuns / 2];
    }

    private sealed record StressInput(string Name, float[] Observations, float[] Teacher, long Station);
}

/// <summary><c>parity.json</c> of a training job: what the network itself forecast, before export, for the first windows of the verification part.</summary>
/// <param name="Forecast">Expected values, shape <c>[window, horizon, target]</c>; at most 16 windows.</param>
public sealed record ParitySample(float[] Forecast);
