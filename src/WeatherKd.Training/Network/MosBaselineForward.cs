using WeatherKd.Students;

namespace WeatherKd.Training.Network;

/// <summary>
/// The MOS baselines of windows, written once for training and export: a linear regression per target, fitted in closed form, from the
/// observations alone and from the teacher too. Fits read its predictors, the network corrects its forecasts.
/// </summary>
internal sealed class MosBaselineForward(StudentShape shape, StudentScaling scaling)
{
    private readonly HourlyFeatures _hourly = new(shape, scaling);
    private readonly MosBaselineColumns _columns = shape.MosBaseline;

    /// <summary>In what space the targets are regressed.</summary>
    public TargetTransform Transform { get; } = new(shape, scaling);

    /// <summary>
    /// The teacher through the training part's line, and where it exists; see <see cref="HourlyFeatures.DebiasedTeacher{T}"/>.
    /// </summary>
    public (T Values, T Covered) DebiasedTeacher<T>(ITensorGraph<T> g, T teacher, T station)
        where T : class => _hourly.DebiasedTeacher(g, teacher, station);

    /// <summary>
    /// The predictors of the MOS baseline, each over the leads: without and with the teacher, and where it covers the hour.
    /// </summary>
    public (T WithoutTeacher, T WithTeacher, T Covered) Predictors<T>(ITensorGraph<T> g, T observations, T teacher, T station, T origin)
        where T : class
    {
        var hours = Hours(g, observations, teacher, station, origin, withTeacher: true);
        return (
            _columns.OverLeads(g, hours.Predictors, _columns.WithoutTeacherCount),
            _columns.OverLeads(g, hours.Teacher!.Predictors, _columns.WithTeacherCount),
            hours.Teacher.Covered);
    }

    /// <summary>The predictors without a teacher.</summary>
    public T PredictorsWithoutTeacher<T>(ITensorGraph<T> g, T observations, T station, T origin)
        where T : class =>
        _columns.OverLeads(
            g,
            _columns.WithoutTeacher(
                g,
                _hourly.Observed(g, observations, station),
                _hourly.Calendar(g, "horizon", origin, 1, shape.Horizon)),
            _columns.WithoutTeacherCount);

    /// <summary>
    /// The MOS baselines in physical units, from the observations alone and from the teacher too, whether or not the network reads it, and
    /// where the teacher covers the hour. Shapes <c>[batch, horizon, target]</c>.
    /// </summary>
    public (T WithoutTeacher, T WithTeacher, T Covered) Both<T>(ITensorGraph<T> g, T observations, T teacher, T station, T origin)
        where T : class
    {
        var hours = Hours(g, observations, teacher, station, origin, withTeacher: true);
        var baselines = Regress(g, hours, station);
        return (
            WithoutTeacher(g, baselines, hours.Level, station),
            WithTeacher(g, baselines, hours.Level, station),
            hours.Teacher!.Covered);
    }

    /// <summary>The MOS baseline from the observations alone, in physical units. Shape <c>[batch, horizon, target]</c>.</summary>
    public T WithoutTeacher<T>(ITensorGraph<T> g, T observations, T teacher, T station, T origin)
        where T : class
    {
        var hours = Hours(g, observations, teacher, station, origin, withTeacher: false);
        return WithoutTeacher(g, Regress(g, hours, station), hours.Level, station);
    }

    /// <summary>
    /// The level of each target as its observations show it, and where they do; see <see cref="HourlyFeatures.ObservedLevel{T}"/>.
    /// </summary>
    public (T Level, T Known) ObservedLevel<T>(ITensorGraph<T> g, T observations)
        where T : class => _hourly.ObservedLevel(g, observations);

    /// <summary>Observations, calendar and teacher as the MOS baselines read them.</summary>
    /// <typeparam name="T">A tensor of the backend.</typeparam>
    /// <param name="g">The backend.</param>
    /// <param name="observations"><see cref="StudentGraph.Observations"/>.</param>
    /// <param name="teacher"><see cref="StudentGraph.Teacher"/>.</param>
    /// <param name="station"><see cref="StudentGraph.Station"/>.</param>
    /// <param name="origin"><see cref="StudentGraph.Origin"/>.</param>
    /// <param name="withTeacher">Whether the teacher is read.</param>
    public WindowHours<T> Hours<T>(ITensorGraph<T> g, T observations, T teacher, T station, T origin, bool withTeacher)
        where T : class
    {
        var observed = _hourly.Observed(g, observations, station);
        var calendar = _hourly.Calendar(g, "horizon", origin, 1, shape.Horizon);
        var withoutTeacher = _columns.WithoutTeacher(g, observed, calendar);
        if (!withTeacher)
        {
            return new WindowHours<T>(observed, calendar, withoutTeacher, _hourly.Level(g, observations, null, station), null);
        }

        var teacherHours = _hourly.Teacher(g, teacher, station);
        var (values, covered) = _hourly.DebiasedRegressand(g, teacher, station);
        var (errors, known) = _hourly.RecentErrors(
            g,
            observations,
            g.Slice(values, 1, 0, shape.History),
            g.Slice(covered, 1, 0, shape.History));
        var predictors = _columns.WithTeacher(g, withoutTeacher, teacherHours, errors, known);
        var level = _hourly.Level(g, observations, (values, covered), station);
        return new WindowHours<T>(
            observed,
            calendar,
            withoutTeacher,
            level,
            new TeacherHours<T>(
                teacherHours,
                errors,
                known,
                g.Slice(covered, 1, shape.History, shape.History + shape.Horizon),
                predictors));
    }

    /// <summary>The regressions of these hours.</summary>
    public StandardisedBaselines<T> Regress<T>(ITensorGraph<T> g, WindowHours<T> hours, T station)
        where T : class => new(
        Product(g, "mos_baseline.without_teacher", hours.Predictors, _columns.WithoutTeacherCount, scaling.WithoutTeacher, station),
        hours.Teacher is { } teacher
            ? Product(g, "mos_baseline.with_teacher", teacher.Predictors, _columns.WithTeacherCount, scaling.WithTeacher, station)
            : null);

    /// <summary>The regression from the observations alone, in physical units.</summary>
    public T WithoutTeacher<T>(ITensorGraph<T> g, StandardisedBaselines<T> baselines, T level, T station)
        where T : class =>
        Physical(g, baselines.WithoutTeacher, level, station, "mos_baseline.without_teacher", scaling.WithoutTeacher.Smearing);

    /// <summary>The regression from the teacher too, in physical units.</summary>
    public T WithTeacher<T>(ITensorGraph<T> g, StandardisedBaselines<T> baselines, T level, T station)
        where T : class =>
        Physical(g, baselines.WithTeacher!, level, station, "mos_baseline.with_teacher", scaling.WithTeacher.Smearing);

    private T Product<T>(ITensorGraph<T> g, string name, T predictors, int count, MosBaseline baseline, T station)
        where T : class
    {
        var columns = count * MosBaselineColumns.Bases;
        var table = g.Constant(name, baseline.Weights, baseline.Weights.Length / (columns * shape.Targets), columns, shape.Targets);
        return g.MatrixProduct(_columns.OverLeads(g, predictors, count), g.Gather(table, station, 0));
    }

    /// <summary>
    /// A MOS baseline in its unit. Extrapolation is clamped to the plausible range: where a sensor or the teacher is at its limit, the sum
    /// of many predictors is beyond it.
    /// </summary>
    private T Physical<T>(ITensorGraph<T> g, T standardised, T level, T station, string name, float[] smearing)
        where T : class
    {
        var regressed = g.Add(
            g.Add(level, g.StationRow("target.mean", scaling.RegressandMean, shape.Targets, station)),
            g.Multiply(g.Constant("target.scale", scaling.RegressandScale, 1, 1, shape.Targets), standardised));
        var guess = Transform.Undo(g, regressed, name, smearing);
        var least = g.Constant("target.least", shape.Least, 1, 1, shape.Targets);
        var width = g.Constant("target.width", [.. shape.Most.Zip(shape.Least, (most, least) => most - least)], 1, 1, shape.Targets);
        return g.Add(least, g.Multiply(width, g.Clamp(g.Divide(g.Subtract(guess, least), width), 0, 1)));
    }
}
