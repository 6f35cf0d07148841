namespace WeatherKd.Training.Network;

/// <summary>Turns the physical inputs of a window into standardised numbers hour by hour: what network and MOS baseline read.</summary>
internal sealed class HourlyFeatures(StudentShape shape, StudentScaling scaling)
{
    /// <summary>Inputs are held within this many standard deviations, so that a wrong sensor cannot blow up a forecast.</summary>
    private const float Bound = 8;

    private const int DayHours = 24;

    private readonly TargetTransform _transform = new(shape, scaling);

    /// <summary>
    /// Hours of the history that the teacher must cover for its level to be that of the history, as the observations' is, and not of all
    /// its hours.
    /// </summary>
    public const int FewestLevelHours = 12;

    /// <summary>365.25 days: the calendar's day drifts by less than one over any training part.</summary>
    private const int YearHours = 8766;

    private static readonly float[] DayCycle = CycleOf(DayHours);

    private static readonly float[] YearCycle = CycleOf(YearHours);

    /// <summary>Observations over the history. Shape <c>[batch, history, feature]</c>.</summary>
    public T Observed<T>(ITensorGraph<T> g, T observations, T station)
        where T : class =>
        Columns(g, "input", observations, shape.Inputs, scaling.InputMean, scaling.InputScale, station, hasHorizon: false);

    /// <summary>The teacher over history and horizon. Shape <c>[batch, history + horizon, feature]</c>.</summary>
    public T Teacher<T>(ITensorGraph<T> g, T teacher, T station)
        where T : class =>
        Columns(g, "teacher", teacher, shape.Teacher, scaling.TeacherMean, scaling.TeacherScale, station, hasHorizon: true);

    /// <summary>
    /// The teacher through the training part's line of its station and variable, 0 where missing, and 1 where it covers the hour. Shapes
    /// <c>[batch, hour, target]</c>.
    /// </summary>
    public (T Values, T Covered) DebiasedTeacher<T>(ITensorGraph<T> g, T teacher, T station)
        where T : class
    {
        var (values, covered) = DebiasedRegressand(g, teacher, station);
        return (_transform.Undo(g, values, "teacher", []), covered);
    }

    /// <summary>As <see cref="DebiasedTeacher{T}"/>, in the space in which the targets are regressed.</summary>
    public (T Values, T Covered) DebiasedRegressand<T>(ITensorGraph<T> g, T teacher, T station)
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
        return (g.Add(g.Multiply(_transform.Apply(g, values), slope), intercept), covered);
    }

    /// <summary>
    /// The level of each target that is forecast as a departure, as pressure is, and 1 where it is known: the mean of its observations over
    /// the history. 0 and 1 for other targets. Shapes <c>[batch, 1, target]</c>.
    /// </summary>
    public (T Level, T Known) ObservedLevel<T>(ITensorGraph<T> g, T observations)
        where T : class
    {
        var observed = g.Gather(
            observations,
            g.Constant("input.of_target", [.. shape.InputOfTarget.Select(i => (long)i)], shape.Targets),
            2);
        var mask = g.Subtract(g.Number("one", 1), g.Missing(observed));
        var (least, most) = shape.Inputs.DepartureRange;
        var (mean, known) = MeanOverHours(g, g.Multiply(mask, g.Clamp(g.ZeroWhereMissing(observed), least, most)), mask);
        var isDeparture = g.Constant("target.is_departure", shape.DepartureOfTarget, 1, 1, shape.Targets);
        return (g.Multiply(isDeparture, mean), g.Where(isDeparture, known, g.Number("one", 1)));
    }

    /// <summary>
    /// The level of each target, in its unit: the observed one, else the de-biased teacher's where it is read, else the station's mean.
    /// Shape <c>[batch, 1, target]</c>.
    /// </summary>
    /// <param name="g">The backend.</param>
    /// <param name="observations">Observations over the history.</param>
    /// <param name="debiased">The de-biased teacher over history and horizon; null where it is not read.</param>
    /// <param name="station">Station of each window.</param>
    public T Level<T>(ITensorGraph<T> g, T observations, (T Values, T Covered)? debiased, T station)
        where T : class
    {
        var (observed, known) = ObservedLevel(g, observations);
        var other = g.StationRow("target.level", scaling.TargetLevel, shape.Targets, station);
        if (debiased is { } teacher)
        {
            var (mean, covered) = MeanOverHours(g, g.Multiply(teacher.Values, teacher.Covered), teacher.Covered);
            other = g.Where(covered, mean, other);
        }

        return g.Where(known, observed, g.Multiply(g.Constant("target.is_departure", shape.DepartureOfTarget, 1, 1, shape.Targets), other));
    }

    private static (T Mean, T Known) MeanOverHours<T>(ITensorGraph<T> g, T values, T mask)
        where T : class
    {
        var count = g.Sum(mask, 1);
        return (g.Divide(g.Sum(values, 1), g.Clamp(count, 1, float.MaxValue)), g.Clamp(count, 0, 1));
    }

    /// <summary>
    /// Observation − de-biased teacher over the history, in the space of the regression and in units of its usual size; 0 where either is
    /// missing. This is how a drifting bias is seen.
    /// </summary>
    public (T Errors, T Known) RecentErrors<T>(ITensorGraph<T> g, T observations, T debiased, T covered)
        where T : class
    {
        var picks = g.Constant("input.of_target", [.. shape.InputOfTarget.Select(i => (long)i)], shape.Targets);
        var observed = g.Gather(observations, picks, 2);
        var known = g.Multiply(covered, g.Subtract(g.Number("one", 1), g.Missing(observed)));
        var scale = g.Constant("correction.scale", scaling.CorrectionScale, 1, 1, shape.Targets);
        var errors = g.Clamp(g.Divide(g.Subtract(_transform.Apply(g, g.ZeroWhereMissing(observed)), debiased), scale), -Bound, Bound);
        return (g.Multiply(errors, known), known);
    }

    /// <summary>Sine and cosine of the valid time's hour of the day and, where learned, of its day of the year.</summary>
    public T Calendar<T>(ITensorGraph<T> g, string name, T origin, int firstOffset, int hours)
        where T : class
    {
        var offsets = g.Constant($"{name}.offsets", [.. Enumerable.Range(0, hours).Select(h => (long)(firstOffset + h))], 1, hours);
        var valid = g.Add(g.Unsqueeze(origin, 1), offsets);
        var hour = g.Gather(
            g.Constant("cycle.day", DayCycle, DayHours, 2),
            g.Modulo(valid, g.Constant("day.hours", [(long)DayHours], 1)),
            0);
        return shape.UsesDayOfYear
            ? g.Concatenate(
                2,
                hour,
                g.Gather(
                    g.Constant("cycle.year", YearCycle, YearHours, 2),
                    g.Modulo(valid, g.Constant("year.hours", [(long)YearHours], 1)),
                    0))
            : hour;
    }

    private static float[] CycleOf(int hours) =>
        [.. Enumerable.Range(0, hours).SelectMany(h => new[]
        {
            (float)Math.Sin(2 * Math.PI * h / hours),
            (float)Math.Cos(2 * Math.PI * h / hours),
        })];

    /// <summary>
    /// Standardised values, sines and cosines, and a flag per variable that says whether it is there. Missing values enter as 0, the mean.
    /// </summary>
    private T Columns<T>(
        ITensorGraph<T> g,
        string name,
        T physical,
        StudentShape.Columns columns,
        float[] mean,
        float[] scale,
        T station,
        bool hasHorizon)
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
                values = g.LogarithmWhere(isLogarithmic, values);
            }

            var mask = g.Gather(present, picks, 2);
            if (columns.DepartureShare.Contains(1f))
            {
                var isDeparture = g.Constant($"{name}.is_departure", columns.DepartureShare, 1, 1, columns.Linear.Length);
                // A wrong sensor's 9999 must not shift the level of the whole window.
                values = g.Where(isDeparture, g.Clamp(values, columns.DepartureRange.Least, columns.DepartureRange.Most), values);
                values = g.Subtract(values, g.Multiply(isDeparture, WindowLevel(g, values, mask, hasHorizon)));
            }

            var rows = mean.Length / columns.Count;
            var means = g.StationRow(
                $"{name}.mean",
                [.. Enumerable.Range(0, rows).SelectMany(r => columns.Linear.Select(c => mean[(r * columns.Count) + c]))],
                columns.Linear.Length,
                station);
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

    /// <summary>
    /// Mean over the history, so that observations and teacher depart from the same hours' means; over all hours where the teacher's
    /// history has too few.
    /// </summary>
    private T WindowLevel<T>(ITensorGraph<T> g, T values, T mask, bool hasHorizon)
        where T : class
    {
        var present = g.Multiply(values, mask);
        var (all, _) = MeanOverHours(g, present, mask);
        if (!hasHorizon)
        {
            return all;
        }

        var maskOfHistory = g.Slice(mask, 1, 0, shape.History);
        var (history, _) = MeanOverHours(g, g.Slice(present, 1, 0, shape.History), maskOfHistory);
        var enough = g.Clamp(g.Subtract(g.Sum(maskOfHistory, 1), g.Number("level.fewest", FewestLevelHours - 1)), 0, 1);
        return g.Where(enough, history, all);
    }
}
