using WeatherKd.Alignment;
using WeatherKd.Series;
using WeatherKd.Students;
using WeatherKd.TrainingJobs;
using WeatherKd.Variables;
using WeatherKd.Verification.Gate;

namespace WeatherKd.Verification;

/// <summary>
/// Runs a student where no training window leads: everything missing, everything at the ends of its range, a station it does not know. It
/// must answer with numbers that could be weather.
/// </summary>
public sealed class StressTest(VariableTable variables, PromotionOptions options, TimeProvider clock)
{
    private const int TimedRuns = 31;
    private const int ParityWindows = 16;

    /// <summary>Examines a student.</summary>
    /// <param name="session">The student.</param>
    /// <param name="block">Some real windows, of its own dataset; null where there are none.</param>
    /// <param name="student">The student, matched to that dataset.</param>
    /// <param name="cases">What the network gave before export; null where the training job kept nothing of it.</param>
    public StudentBehaviour Examine(StudentSession session, WindowBlock? block, DatasetStudent student, ParityCases? cases)
    {
        var inputs = Inputs(session.Lineage).ToList();
        var faults = inputs.SelectMany(i => Faults(session, i)).Distinct(StringComparer.Ordinal).ToList();
        var (difference, compared) = cases is not null
            ? Parity(session, cases)
            : block is null || block.Count == 0 ? (0, "no windows to compare") : Parity(student, block);
        return new StudentBehaviour(inputs.Count, faults, difference, compared, MedianMilliseconds(session, inputs[0]));
    }

    private static StressInput Run(
        StudentLineage lineage,
        string name,
        Func<string, float> observation,
        Func<string, float> teacher,
        long station) => new(
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
        1, input.Observations, input.Teacher, [input.Station], [Hour.Floor(session.Lineage.TrainedTo).SinceEpoch]);

    private static (double Difference, string Compared) Parity(StudentSession session, ParityCases cases)
    {
        if (!cases.Fit(session.Lineage))
        {
            return (double.PositiveInfinity, $"{TrainingJob.Parity} is not of this student: its windows have other shapes");
        }

        var forecast = cases.Run(session);
        return (
            Difference(
                cases.Expected,
                [.. forecast.Mean, .. forecast.Quantiles],
                session.Lineage.Targets.Count,
                session.Lineage.QuantileLevels.Count),
            $"the network as trained against its ONNX file on {cases.Count} windows");
    }

    private static (double Difference, string Compared) Parity(DatasetStudent student, WindowBlock block)
    {
        var count = Math.Min(ParityWindows, block.Count);
        var together = student.RunBatch(block, 0, count).Mean;
        var width = together.Length / count;
        var alone = Enumerable.Range(0, count).SelectMany(i => student.RunBatch(block, i, 1).Mean).ToArray();
        return (
            Difference(alone, together, student.OwnTargets, levels: 0),
            $"{count} windows alone against in one batch ({width} values each); the job kept nothing of the network");
    }

    /// <summary>Largest difference, relative to the spread of its own variable: hPa around 1000 must not hide a wrong wind.</summary>
    /// <param name="expected">
    /// Expected values <c>[window, horizon, target]</c>, then quantiles <c>[window, horizon, target, level]</c>.
    /// </param>
    /// <param name="actual">The same, of the file.</param>
    /// <param name="targets">Number of targets.</param>
    /// <param name="levels">Number of levels; 0 where there are no quantiles.</param>
    private static double Difference(float[] expected, float[] actual, int targets, int levels)
    {
        var means = expected.Length / (1 + levels);
        var (largest, low, high) = (new double[targets], new double[targets], new double[targets]);
        low.AsSpan().Fill(double.MaxValue);
        high.AsSpan().Fill(double.MinValue);
        for (var i = 0; i < expected.Length; i++)
        {
            var target = (i < means ? i : (i - means) / levels) % targets;
            var difference = Math.Abs((double)expected[i] - actual[i]);
            largest[target] = double.IsNaN(difference) ? double.PositiveInfinity : Math.Max(largest[target], difference);
            (low[target], high[target]) = (Math.Min(low[target], expected[i]), Math.Max(high[target], expected[i]));
        }

        return Enumerable.Range(0, targets).Max(t => largest[t] == 0 ? 0 : largest[t] / Math.Max(high[t] - low[t], float.Epsilon));
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
                yield return $"{input.Name}: {variable.Name} leaves its plausible range {variable.Minimum} to {variable.Maximum} "
                    + $"{variable.Unit} by more than {margin:G3}";
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
