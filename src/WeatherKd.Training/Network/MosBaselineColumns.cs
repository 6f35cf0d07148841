namespace WeatherKd.Training.Network;

/// <summary>
/// The predictors of the MOS baseline, a linear regression per station and variable fitted in closed form (<c>Scaling.MosBaselineFit</c>)
/// that the network corrects. They are those of model output statistics (Glahn and Lowry 1972): last observation, same hour of the days
/// before, hour of the day, and where there is a teacher its forecast and its recent errors. Each also enters multiplied by two decays over
/// the lead, so that its weight may fade: an observation counts for hours, a teacher to the end.
/// </summary>
internal sealed class MosBaselineColumns(StudentShape shape)
{
    /// <summary>Hours over which a value at the origin is averaged where the origin's own is missing.</summary>
    private const int RecentHours = 6;

    /// <summary>Hours of the mean error that count as "no error" beforehand: a mean of two hours says little.</summary>
    private const float ErrorPriorHours = 6;

    /// <summary>Decay times of a predictor's weight over the lead, in h; nothing in the scores depends on their exact values.</summary>
    private static readonly double[] DecayHours = [3, 12];

    /// <summary>Columns that a predictor becomes: itself, and times each decay.</summary>
    public const int Bases = 3;

    private int CalendarWidth => 1 + shape.CalendarWidth + 2;

    /// <summary>
    /// Predictors without the teacher: constant and calendar, then for each value of the observations last, day before, two days before and
    /// mean.
    /// </summary>
    public int WithoutTeacherCount => CalendarWidth + (4 * shape.Inputs.Values);

    /// <summary>
    /// Predictors with the teacher: the former, then for each value of the teacher its hour, the hour before and after and the mean, and
    /// four of its recent errors in each target.
    /// </summary>
    public int WithTeacherCount => WithoutTeacherCount + (4 * shape.Teacher.Values) + (4 * shape.Targets);

    /// <summary>
    /// Places of the few predictors in which a target's stations may differ, and which are fitted with the least restraint: constant,
    /// calendar, its own last value and that of the day before, and its own teacher.
    /// </summary>
    public int[] Principal(int target, bool withTeacher)
    {
        var places = Enumerable.Range(0, 3).ToList();
        if (Array.IndexOf(shape.Inputs.Linear, shape.InputOfTarget[target]) is var input and >= 0)
        {
            places.AddRange([CalendarWidth + input, CalendarWidth + shape.Inputs.Values + input]);
        }

        if (withTeacher && Array.IndexOf(shape.Teacher.Linear, shape.TeacherOfTarget[target]) is var teacher and >= 0)
        {
            places.Add(WithoutTeacherCount + teacher);
        }

        return [.. places];
    }

    /// <summary>
    /// Places of the predictors by which a teacher that is early, late or too smooth is corrected: its own value of the hour before and of
    /// the hour after, and its mean.
    /// </summary>
    public int[] Timing(int target) => Array.IndexOf(shape.Teacher.Linear, shape.TeacherOfTarget[target]) is var teacher and >= 0
        ? [.. Enumerable.Range(1, 3).Select(k => WithoutTeacherCount + (k * shape.Teacher.Values) + teacher)]
        : [];

    /// <summary>
    /// For each variable that has a level of its own, the places of the predictors that a shift of this level, in observations and teacher
    /// alike, would move: its observations and the teacher's hours. The first is the teacher's own hour where there is one.
    /// </summary>
    /// <param name="withTeacher">Whether the teacher's hours are among the predictors.</param>
    public IReadOnlyList<int[]> Levels(bool withTeacher)
    {
        var (observed, modelled) = (Places(shape.Inputs), withTeacher ? Places(shape.Teacher) : []);
        return
        [
            .. observed.Keys.Union(modelled.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(name => (int[])
            [
                .. Four(modelled, name, WithoutTeacherCount, shape.Teacher.Values),
                .. Four(observed, name, CalendarWidth, shape.Inputs.Values),
            ]),
        ];

        static Dictionary<string, int> Places(StudentShape.Columns columns) => columns.Linear
            .Select((column, place) => (Name: columns.Names[column], place))
            .Where(c => columns.DepartureShare[c.place] == 0)
            .ToDictionary(c => c.Name, c => c.place, StringComparer.Ordinal);

        static IEnumerable<int> Four(Dictionary<string, int> places, string name, int first, int width) =>
            places.TryGetValue(name, out var place) ? Enumerable.Range(0, 4).Select(k => first + (k * width) + place) : [];
    }

    /// <summary>
    /// Mean over the leads of the product of any two of the factors that a predictor is multiplied by. Shape <c>[basis, basis]</c>.
    /// </summary>
    public double[,] ProductsOfBases()
    {
        var products = new double[Bases, Bases];
        for (var lead = 1; lead <= shape.Horizon; lead++)
        {
            double[] factors = [1, .. DecayHours.Select(d => Math.Exp(-lead / d))];
            for (var at = 0; at < products.Length; at++)
            {
                products[at / Bases, at % Bases] += factors[at / Bases] * factors[at % Bases] / shape.Horizon;
            }
        }

        return products;
    }

    /// <summary>Predictors without the teacher. Shape <c>[batch, horizon, <see cref="WithoutTeacherCount"/>]</c>.</summary>
    /// <param name="g">The backend.</param>
    /// <param name="observed">Standardised observations and flags over the history.</param>
    /// <param name="calendar">Calendar of the horizon, the day's sine and cosine first.</param>
    public T WithoutTeacher<T>(ITensorGraph<T> g, T observed, T calendar)
        where T : class
    {
        var values = g.Slice(observed, 2, 0, shape.Inputs.Values);
        var mask = g.Gather(
            observed,
            g.Constant("mos_baseline.flags", [.. shape.Inputs.FlagOfValue.Select(f => (long)f)], shape.Inputs.Values),
            2);
        var (sine, cosine) = (g.Slice(calendar, 2, 0, 1), g.Slice(calendar, 2, 1, 2));
        var two = g.Number("two", 2);
        var one = g.Number("one", 1);
        var doubled = g.Multiply(two, g.Multiply(sine, cosine));
        var squared = g.Subtract(one, g.Multiply(two, g.Multiply(sine, sine)));
        var constant = g.Add(g.Multiply(sine, g.Number("zero", 0)), one);
        var recent = Mean(g, values, mask, shape.History - RecentHours, shape.History);
        var last = g.Where(Rows(g, mask, shape.History - 1, shape.History), Rows(g, values, shape.History - 1, shape.History), recent);
        var twoDays = DaysBefore(g, values, 2);
        var yesterday = g.Where(DaysBefore(g, mask, 1), DaysBefore(g, values, 1), twoDays);
        return g.Concatenate(
            2,
            constant,
            calendar,
            doubled,
            squared,
            OverHorizon(g, last),
            yesterday,
            twoDays,
            OverHorizon(g, Mean(g, values, mask, 0, shape.History)));
    }

    /// <summary>Predictors with the teacher. Shape <c>[batch, horizon, <see cref="WithTeacherCount"/>]</c>.</summary>
    /// <param name="g">The backend.</param>
    /// <param name="withoutTeacher">Those without.</param>
    /// <param name="teacherHours">Standardised teacher and flags over history and horizon.</param>
    /// <param name="errors">Recent errors of the de-biased teacher over the history, 0 where unknown.</param>
    /// <param name="known">1 where an error is known.</param>
    public T WithTeacher<T>(ITensorGraph<T> g, T withoutTeacher, T teacherHours, T errors, T known)
        where T : class
    {
        var (first, end) = (shape.History, shape.History + shape.Horizon);
        var values = g.Slice(teacherHours, 2, 0, shape.Teacher.Values);
        var mask = g.Gather(
            teacherHours,
            g.Constant("mos_baseline.teacher_flags", [.. shape.Teacher.FlagOfValue.Select(f => (long)f)], shape.Teacher.Values),
            2);
        var now = Rows(g, values, first, end);

        // An hour that the teacher does not cover says nothing of the trend: it counts as the hour itself.
        var before = g.Where(Rows(g, mask, first - 1, end - 1), Rows(g, values, first - 1, end - 1), now);
        var afterRows = g.Constant(
            "mos_baseline.after",
            [.. Enumerable.Range(first, shape.Horizon).Select(h => (long)Math.Min(h + 1, end - 1))],
            shape.Horizon);
        var after = g.Where(g.Gather(mask, afterRows, 1), g.Gather(values, afterRows, 1), now);
        return g.Concatenate(
            2,
            withoutTeacher,
            now,
            before,
            after,
            OverHorizon(g, Mean(g, values, mask, first, end)),
            DaysBefore(g, errors, 1),
            DaysBefore(g, errors, 2),
            OverHorizon(g, Rows(g, errors, shape.History - 1, shape.History)),
            OverHorizon(g, MeanError(g, errors, known)));
    }

    /// <summary>Mean error over the history, held back where few hours are known. Shape <c>[batch, 1, target]</c>.</summary>
    public static T MeanError<T>(ITensorGraph<T> g, T errors, T known)
        where T : class => g.Divide(g.Sum(errors, 1), g.Add(g.Sum(known, 1), g.Number("error.prior", ErrorPriorHours)));

    /// <summary>
    /// Logarithm of the mean squared error over the history, 0 for its usual size, held back where few hours are known: where the teacher
    /// has been worse than usual of late, it will be so for a while. Shape <c>[batch, 1, target]</c>.
    /// </summary>
    public static T ErrorSize<T>(ITensorGraph<T> g, T errors, T known)
        where T : class
    {
        var prior = g.Number("error.prior", ErrorPriorHours);
        return g.Logarithm(g.Divide(g.Add(g.Sum(g.Multiply(errors, errors), 1), prior), g.Add(g.Sum(known, 1), prior)));
    }

    /// <summary>
    /// Each predictor by itself and times each decay over the lead. Shape <c>[batch, horizon, predictor × bases]</c>, a predictor's columns
    /// side by side.
    /// </summary>
    public T OverLeads<T>(ITensorGraph<T> g, T predictors, int count)
        where T : class
    {
        float[] bases =
        [
            .. Enumerable.Range(1, shape.Horizon).SelectMany(h => DecayHours.Select(d => (float)Math.Exp(-h / d)).Prepend(1f))
        ];
        var decays = g.Constant("mos_baseline.decays", bases, 1, shape.Horizon, 1, Bases);
        return g.Reshape(g.Multiply(g.Unsqueeze(predictors, 3), decays), 0, 0, count * Bases);
    }

    /// <summary>
    /// The history's row n × 24 h before each hour of the horizon; where that lies before the window, the latest day that does not.
    /// </summary>
    public T DaysBefore<T>(ITensorGraph<T> g, T history, int days)
        where T : class
    {
        var rows = Enumerable.Range(0, shape.Horizon)
            .Select(h => shape.History - (24 * days) + (h % 24))
            .Select(row => row < 0 ? ((row % 24) + 24) % 24 : row)
            .Select(row => (long)Math.Clamp(row, 0, shape.History - 1));
        return g.Gather(history, g.Constant($"days_before.{days}", [.. rows], shape.Horizon), 1);
    }

    /// <summary>One hour's row for every hour of the horizon.</summary>
    public T OverHorizon<T>(ITensorGraph<T> g, T oneHour)
        where T : class =>
        g.Multiply(oneHour, g.Constant("horizon.ones", [.. Enumerable.Repeat(1f, shape.Horizon)], 1, shape.Horizon, 1));

    private static T Mean<T>(ITensorGraph<T> g, T values, T mask, int from, int to)
        where T : class =>
            g.Divide(
                g.Sum(Rows(g, values, Math.Max(0, from), to), 1),
                g.Clamp(g.Sum(Rows(g, mask, Math.Max(0, from), to), 1), 1, float.MaxValue));

    private static T Rows<T>(ITensorGraph<T> g, T x, int from, int to)
        where T : class => g.Slice(x, 1, from, to);
}
