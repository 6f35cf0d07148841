namespace WeatherKd.Training.Network;

/// <summary>Turns the physical inputs of a window into standardised numbers hour by hour: what network and MOS baseline read.</summary>
internal sealed class HourlyFeatures(StudentShape shape, StudentScaling scaling)
{
    /// <summary>Inputs are held within this many standard deviations, so that a wrong sensor cannot blow up a forecast.</summary>
    private const float Bound = 8;

    private const int DayHours = 24;

    /// <summary>365.25 days: the calendar's day drifts by less than one over any training part.</summary>
    private const int YearHours = 8766;

    private static readonly float[] DayCycle = CycleOf(DayHours);

    private static readonly float[] YearCycle = CycleOf(YearHours);

    /// <summary>Observations over the history. Shape <c>[batch, history, feature]</c>.</summary>
    public T Observed<T>(ITensorGraph<T> g, T observations, T station)
        where T : class =>
        Columns(g, "input", observations, shape.Inputs, scaling.InputMean, scaling.InputScale, station);

    /// <summary>The teacher over history and horizon. Shape <c>[batch, history + horizon, feature]</c>.</summary>
    public T Teacher<T>(ITensorGraph<T> g, T teacher, T station)
        where T : class =>
        Columns(g, "teacher", teacher, shape.Teacher, scaling.TeacherMean, scaling.TeacherScale, station);

    /// <summary>The teacher through the training part's line of its station and variable, 0 where missing, and 1 where it covers the hour. Shapes <c>[batch, hour, target]</c>.</summary>
    public (T Values, T Covered) DebiasedTeacher<T>(ITensorGraph<T> g, T teacher, T station)
        where T : class
    {
        // Targets without a teacher pick a further column that is always missing.
        var none = shape.Teacher.Count;
        var picks = g.Constant("teacher.of_target", [.. shape.TeacherOfTarget.Select(i => i < 0 ? none : (long)i)], shape.Targets);
        var present = g.Subtract(g.Number("one", 1), g.Missing(teacher));
        var zero = g.Multiply(g.Slice(present, 2, 0, 1), g.Number("zero", 0));
        var values = g.Gather(g.Concatenate(2, g.ZeroWhereMissing(teacher), zero), picks, 2);
        var covered = g.Gather(g.Concatenate(2, present, zero), picks, 2);
        var slope = g.StationRow("teacher.slope", scaling.Slope, shape.Targets, station);
        var intercept = g.StationRow("teacher.intercept", scaling.Intercept, shape.Targets, station);
        return (g.Add(g.Multiply(values, slope), intercept), covered);
    }

    /// <summary>Observation − de-biased teacher over the history, in units of its usual size; 0 where either is missing. This is how a drifting bias is seen.</summary>
    public (T Errors, T Known) RecentErrors<T>(ITensorGraph<T> g, T observations, T debiased, T covered)
        where T : class
    {
        var picks = g.Constant("input.of_target", [.. shape.InputOfTarget.Select(i => (long)i)], shape.Targets);
        var observed = g.Gather(observations, picks, 2);
        var known = g.Multiply(covered, g.Subtract(g.Number("one", 1), g.Missing(observed)));
        var scale = g.Constant("correction.scale", scaling.CorrectionScale, 1, 1, shape.Targets);
        var errors = g.Clamp(g.Divide(g.Subtract(g.ZeroWhereMissing(observed), debiased), scale), -Bound, Bound);
        return (g.Multiply(errors, known), known);
    }

    /// <summary>Sine and cosine of the valid time's hour of the day and, where learned, of its day of the year.</summary>
    public T Calendar<T>(ITensorGraph<T> g, string name, T origin, int firstOffset, int hours)
        where T : class
    {
        var offsets = g.Constant($"{name}.offsets", [.. Enumerable.Range(0, hours).Select(h => (long)(firstOffset + h))], 1, hours);
        var valid = g.Add(g.Unsqueeze(origin, 1), offsets);
        var hour = g.Gather(g.Constant("cycle.day", DayCycle, DayHours, 2), g.Modulo(valid, g.Constant("day.hours", [(long)DayHours], 1)), 0);
        return shape.UsesDayOfYear
            ? g.Concatenate(2, hour, g.Gather(g.Constant("cycle.year", YearCycle, YearHours, 2), g.Modulo(valid, g.Constant("year.hours", [(long)YearHours], 1)), 0))
            : hour;
    }

    private static float[] CycleOf(int hours) =>
        [.. Enumerable.Range(0, hours).SelectMany(h => new[] { (float)Math.Sin(2 * Math.PI * h / hours), (float)Math.Cos(2 * Math.PI * h / hours) })];

    /// <summary>Standardised values, sines and cosines, and a flag per variable that says whether it is there. Missing values enter as 0, the mean.</summary>
    private static T Columns<T>(ITensorGraph<T> g, string name, T physical, StudentShape.Columns columns, float[] mean, float[] scale, T station)
        where T : class
    {
        var one = g.Number("one", 1);
        var present = g.Subtract(one, g.Missing(physical));
        var clean = g.ZeroWhereMissing(physical);
        var parts = new List<T>();
        if (columns.Linear.Length > 0)
        {
            var picks = g.Constant($"{name}.linear", [.. columns.Linear.Select(i => (long)i)], columns.Linear.Length);
            var values = g.Gather(clean, picks, 2);
            if (columns.LogarithmicShare.Contains(1f))
            {
                var isLogarithmic = g.Constant($"{name}.is_logarithmic", columns.LogarithmicShare, 1, 1, columns.Linear.Length);
                values = g.Where(isLogarithmic, g.Logarithm(g.Add(g.Clamp(values, 0, float.MaxValue), one)), values);
            }

            var mask = g.Gather(present, picks, 2);
            if (columns.DepartureShare.Contains(1f))
            {
                var isDeparture = g.Constant($"{name}.is_departure", columns.DepartureShare, 1, 1, columns.Linear.Length);
                var windowMean = g.Divide(g.Sum(g.Multiply(values, mask), 1), g.Clamp(g.Sum(mask, 1), 1, float.MaxValue));
                values = g.Subtract(values, g.Multiply(isDeparture, windowMean));
            }

            var rows = mean.Length / columns.Count;
            var means = g.StationRow($"{name}.mean", [.. Enumerable.Range(0, rows).SelectMany(r => columns.Linear.Select(c => mean[(r * columns.Count) + c]))], columns.Linear.Length, station);
            var scales = g.Constant($"{name}.scale", [.. columns.Linear.Select(c => scale[c])], 1, 1, columns.Linear.Length);
            var standardised = g.Clamp(g.Divide(g.Subtract(values, means), scales), -Bound, Bound);
            parts.Add(g.Multiply(standardised, mask));
        }

        if (columns.Circular.Length > 0)
        {
            var picks = g.Constant($"{name}.circular", [.. columns.Circular.Select(i => (long)i)], columns.Circular.Length);
            var radians = g.Multiply(g.Gather(clean, picks, 2), g.Number("radians_per_degree", MathF.PI / 180));
            var mask = g.Gather(present, picks, 2);
            parts.Add(g.Multiply(g.Sine(radians), mask));
            parts.Add(g.Multiply(g.Cosine(radians), mask));
        }

        parts.Add(present);
        return g.Concatenate(2, [.. parts]);
    }
}
