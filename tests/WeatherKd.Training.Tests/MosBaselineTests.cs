using WeatherKd.Alignment;
using WeatherKd.Training.Fits;
using WeatherKd.Training.Loop;
using WeatherKd.Training.Network;
using WeatherKd.Training.Tensors;
using WeatherKd.Training.Windows;
using WeatherKd.TrainingJobs;
using WeatherKd.Verification.References;
using static TorchSharp.torch;

namespace WeatherKd.Training.Tests;

[Collection(OneLibtorch.Name)]
public sealed class MosBaselineTests
{
    private static readonly SeriesWindows Source = new SimulatedWeather { Days = 40 }.Windows();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AStudentThatHasLearnedNothingYetForecastsAboutAsWellAsModelOutputStatistics()
    {
        using var network = await UntrainedAsync(StudentVariant.Guided);
        var student = await ScoreAsync(network, hideTeacher: false);
        var references = await ReferenceSystems.FitAsync(Source, [DatasetPart.Training], Cancel);
        var mos = (await references.ScoreAsync(Source, DatasetPart.Validation, Cancel)).Single(s => s.System == "MOS+ without day of year");

        // The regressions differ in their predictors and in their restraint; the teacher and the rows are the same.
        var compared = Enumerable.Range(0, Source.Description.Targets.Count).Where(t => double.IsFinite(mos.Rmse[t])).ToList();
        Assert.NotEmpty(compared);
        Assert.All(compared, t => Assert.InRange(student.Rmse[t] / mos.Rmse[t], 0.5, 1.1));
    }

    [Fact]
    public async Task WithoutTheTeacherEveryVariantBeginsWithTheSameForecast()
    {
        using var guided = await UntrainedAsync(StudentVariant.Guided);
        using var standalone = await UntrainedAsync(StudentVariant.Standalone);

        Assert.Equal((await ScoreAsync(standalone, hideTeacher: true)).Rmse, (await ScoreAsync(guided, hideTeacher: true)).Rmse, new Within(1e-4));
    }

    [Fact]
    public async Task ADistilledStudentsLessonIsTheForecastThatAGuidedOneBeginsWith()
    {
        using var distilled = await UntrainedAsync(StudentVariant.Distilled);
        using var guided = await UntrainedAsync(StudentVariant.Guided);
        var block = await Source.ReadAsync(DatasetPart.Training, 0, Cancel);
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var batch = WindowBatch.Of(Source.Description, [.. Enumerable.Range(0, block.Count).Select(i => (block, i))], null, CPU);

        var (distillationTarget, covered) = distilled.BaselineWithTeacher(batch);

        Assert.True(covered.any().item<bool>());
        Assert.True((distillationTarget * covered).allclose(guided.Forward(batch).Forecast * covered, 1e-4, 1e-3));
    }

    [Fact]
    public void AStationOfManyRowsHasItsOwnWeightsAndOneOfFewThePooledOnes()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        using var regression = new ShrunkRegression(2, [0], [Nothing(stations: 3, columns: 2)], folds: null);
        var x = randn([20_000, 2], ScalarType.Float64, generator: generator);
        var rare = randn([5, 2], ScalarType.Float64, generator: generator);
        var (often, seldom) = (x.matmul(tensor(new[] { 1.0, 2.0 })), rare.matmul(tensor(new[] { -3.0, 2.0 })));
        regression.Add(0, x, often, ones(20_000, ScalarType.Int64));
        regression.Add(0, rare, seldom, ones(5, ScalarType.Int64));
        regression.AddOfStation(0, x, often);
        regression.AddOfStation(1, rare, seldom);

        var weights = regression.Fit().Weights;

        Assert.Equal(1, weights[1, 0].item<double>(), 0.01);
        Assert.Equal(1, weights[2, 0].item<double>(), 0.1);
        Assert.Equal(weights[0, 0].item<double>(), weights[3, 0].item<double>());
    }

    [Theory]
    [InlineData(12, PriorKind.Teacher)]
    [InlineData(4000, PriorKind.Nothing)]
    public void FewRowsAreHeldBackTowardsAPriorThatIsNearlyRightAndManyAreNot(int rows, PriorKind expected)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(5);
        const int Columns = 40;
        var folds = new ForwardFolds(0, (24 * 8) - 1, horizon: 24);
        double[] nearly = [0.95, .. new double[Columns - 1]];
        var prior = new RegressionPrior(PriorKind.Teacher, tensor((double[])[.. nearly, .. nearly], 2, Columns).DetachFromDisposeScope());
        using var regression = new ShrunkRegression(Columns, [0], [Nothing(stations: 1, Columns), prior], folds);
        var days = Enumerable.Range(0, 8).Select(_ => (X: randn([rows, Columns], ScalarType.Float64, generator: generator), Noise: randn([rows], ScalarType.Float64, generator: generator))).ToList();
        for (var day = 0; day < days.Count; day++)
        {
            regression.Add(folds.SegmentOf(24 * day), days[day].X, days[day].X.select(1, 0).Add(days[day].Noise), zeros(rows, ScalarType.Int64));
        }

        regression.AddOfStation(0, days[0].X, days[0].X.select(1, 0).Add(days[0].Noise));

        Assert.Equal(expected, regression.Choice.Prior);
    }

    [Fact]
    public void NoFoldLearnsFromATargetThatWasNotObservedWhenItsScoredDaysBegan()
    {
        var folds = new ForwardFolds(100, 100 + (24 * 10) - 1, horizon: 30);

        Assert.True(folds.Count > 1);
        for (var fold = 0; fold < folds.Count; fold++)
        {
            var scored = Enumerable.Range(100, 240).Where(o => folds.ScoredBy(fold).Contains(folds.SegmentOf(o))).ToList();
            var learned = Enumerable.Range(100, 240).Where(o => ForwardFolds.LearnedBy(fold).Contains(folds.SegmentOf(o))).ToList();
            Assert.NotEmpty(learned);
            Assert.True(learned.Max() + 30 <= scored.Min());
            Assert.Equal(0, (scored.Min() - 100) % 24);
        }
    }

    private static RegressionPrior Nothing(int stations, int columns)
    {
        using var scope = NewDisposeScope();
        return new RegressionPrior(PriorKind.Nothing, zeros([stations + 1, columns], ScalarType.Float64).DetachFromDisposeScope());
    }

    private static async Task<StudentNetwork> UntrainedAsync(StudentVariant variant)
    {
        var scaling = await ScalingFit.FitAsync(Source, Cancel);
        return new StudentNetwork(new StudentShape(Source.Description, variant, 8, scaling.UsesDayOfYear), scaling, 0, 1, CPU);
    }

    private static async Task<StudentScore> ScoreAsync(StudentNetwork network, bool hideTeacher)
    {
        var windows = new ShuffledWindows(Source, DatasetPart.Validation, long.MaxValue);
        return await StudentScore.OfAsync(network, windows, Source.Description, 1, hideTeacher, CPU, Cancel);
    }

    private sealed class Within(double tolerance) : IEqualityComparer<double>
    {
        public bool Equals(double x, double y) => Math.Abs(x - y) <= tolerance * Math.Max(1, Math.Abs(y));

        public int GetHashCode(double value) => 0;
    }
}
