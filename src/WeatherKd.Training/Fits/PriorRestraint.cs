using WeatherKd.Training.Network;
using WeatherKd.Training.Tensors;
using WeatherKd.Variables;
using static TorchSharp.torch;

namespace WeatherKd.Training.Fits;

/// <summary>
/// How strongly a regression is held back towards its prior, "the teacher is right" or, where it does not read the teacher, what the
/// archive taught: the days of the record that the prior counts for. A lasting offset and amplitude of the teacher show in days, what else
/// may correct it takes weeks.
/// </summary>
/// <param name="ConstantDays">Days for the constant where the teacher is read, whatever the folds choose: it shows soonest.</param>
/// <param name="PrincipalDays">Days for a principal predictor's weight.</param>
/// <param name="OtherDays">Days for every other weight.</param>
internal sealed record PriorRestraint(double ConstantDays, double PrincipalDays, double OtherDays)
{
    /// <summary>A record of fewer days is shorter than a season.</summary>
    public const int ShortRecordDays = 90;

    /// <summary>
    /// Standard errors that count as a proof: of three or four folds the standard error itself is hardly known (Student's t, 95 %: 2.9 and
    /// 2.4).
    /// </summary>
    public const double OfFewFolds = 2.5;

    /// <summary>The usual one, chosen by folds inside the training parts of kma_seosan at 7 and 45 days and of aic_beijing at 10.</summary>
    public static PriorRestraint Usual { get; } = new(1, 1, 30);

    /// <summary>
    /// Of a record shorter than a season, where the archive shows how little of all weather that is: what is not seen of a level is held by
    /// itself (<see cref="Unseen"/>). Where the teacher is read, the principal weights need hardly any restraint besides; where it is not,
    /// the archive counts for a month (of 10, 30, 100 and 1,000 days; see <see cref="OfTarget"/>). Chosen by folds inside the training part
    /// of kma_seosan at 7, 14, 30 and 60 days.
    /// </summary>
    public static PriorRestraint OfShortRecord(MosBaselineColumns columns, bool withTeacher) =>
        (withTeacher ? new PriorRestraint(0.3, 0.1, 100) { StandardErrors = OfFewFolds } : Usual with { PriorDays = 30 }) with
        {
            Levels = columns.Levels(withTeacher),
            ProductsOfBases = columns.ProductsOfBases(),
        };

    /// <summary>
    /// The restraint of one target. How much calmer a place is than its grid cell shows in a week, whatever the season: the archive counts
    /// for no longer than usual.
    /// </summary>
    public PriorRestraint OfTarget(WeatherVariable variable) => variable.IsRatioScaled ? this with { PriorDays = Usual.PriorDays } : this;

    /// <summary>
    /// Whether a record shows how early, late or smooth the teacher is in a variable: two weeks do, of which one is a single passage of
    /// fronts. A wind's predictors may not leave its ratio so easily: a calm season would teach a wrong one.
    /// </summary>
    public static bool ShowsTiming(WeatherVariable variable, int days) => days >= TimingDays && !variable.IsRatioScaled;

    private const int TimingDays = 14;

    /// <summary>How often as much as the record's own rows weather counts that it has not seen. Of 1, 3, 10, 30 and 100.</summary>
    private const double UnseenWeight = 10;

    /// <summary>
    /// Days of the record that the archive's fit counts for besides, and any prior for a station's departures: of a week the folds see one
    /// spell of weather, in which what holds for that spell alone holds in all of them.
    /// </summary>
    public double PriorDays { get; private init; } = 10;

    /// <summary>
    /// Standard errors that a choice of the folds must save, other than the usual one. More than one where the folds are few days long.
    /// </summary>
    public double StandardErrors { get; private init; } = 1;

    /// <summary>
    /// Places of the predictors that a shift of a variable's level moves together; empty where nothing is known of other weather.
    /// </summary>
    public IReadOnlyList<int[]> Levels { get; private init; } = [];

    private double[,] ProductsOfBases { get; init; } = new double[0, 0];

    /// <summary>
    /// Penalty on what departures from the prior make of weather that the record has not seen, in rows: a week of January does not tell how
    /// far the teacher is off in July. Where a shift of a variable's level, in observations and teacher alike, moves the forecast otherwise
    /// than the prior does, that costs the more, the less of the archive's variance the record shows. Wind varies in a week nearly as much
    /// as in a year, so that its amplitude stays free. Shape <c>[column, column]</c>.
    /// </summary>
    /// <param name="sums">The rows learned from, their predictors in standard deviations about the means of the archive.</param>
    public Tensor Unseen(RegressionSums sums)
    {
        using var scope = NewDisposeScope();
        var columns = (int)sums.Gram.shape[0];
        var means = sums.Means().data<double>().ToArray();
        var squares = sums.Gram.diagonal().Multiply(1 / Math.Max(1, sums.Rows)).data<double>().ToArray();
        var penalty = new double[columns * columns];
        foreach (var level in Levels)
        {
            // Over the archive the level varies by 1 about 0, so by this much more about the record's mean than it did in the record.
            var looked = level[0] * MosBaselineColumns.Bases;
            var variance = squares[looked] - (means[looked] * means[looked]);
            var unseen = Math.Max(0, 1 + (means[looked] * means[looked]) - variance) * UnseenWeight * Math.Max(1, sums.Rows);
            foreach (var (one, other) in level.SelectMany(one => level.Select(other => (one, other))))
            {
                for (var at = 0; at < ProductsOfBases.Length; at++)
                {
                    var (row, column) = (at / MosBaselineColumns.Bases, at % MosBaselineColumns.Bases);
                    penalty[(((one * MosBaselineColumns.Bases) + row) * columns) + (other * MosBaselineColumns.Bases) + column] +=
                        unseen * ProductsOfBases[row, column];
                }
            }
        }

        return tensor(penalty, columns, columns).MoveToOuterDisposeScope();
    }
}
