using WeatherKd.Alignment;
using WeatherKd.Series;
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

        Assert.Equal(
            (await ScoreAsync(standalone, hideTeacher: true)).Rmse,
            (await ScoreAsync(guided, hideTeacher: true)).Rmse,
            new Within(1e-4));
    }

    [Fact]
    public async Task ADistilledStudentsTargetIsTheForecastThatAGuidedOneBeginsWith()
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
        using var regression = new ShrunkRegression(
            2,
            [0],
            [Nothing(stations: 3, columns: 2)],
            new ForwardFolds(new(0), new(24 * 2000), horizon: 24));
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
    [InlineData(8, PriorKind.Teacher)]
    [InlineData(400, PriorKind.Nothing)]
    public void AFewDaysAreHeldBackTowardsAPriorThatIsNearlyRightAndManyAreNot(int count, PriorKind expected)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(5);
        const int Columns = 40;
        const int Rows = 60;
        var folds = new ForwardFolds(new(0), new((24 * count) - 1), horizon: 24);
        double[] nearly = [0.95, .. new double[Columns - 1]];
        var prior = new RegressionPrior(PriorKind.Teacher, tensor((double[])[.. nearly, .. nearly], 2, Columns).DetachFromDisposeScope());
        using var regression = new ShrunkRegression(Columns, [0], [Nothing(stations: 1, Columns), prior], folds);
        for (var day = 0; day < count; day++)
        {
            var x = randn([Rows, Columns], ScalarType.Float64, generator: generator);
            regression.Add(
                folds.SegmentOf(new(24 * day)),
                x,
                x.select(1, 0).Add(randn([Rows], ScalarType.Float64, generator: generator)),
                zeros(Rows, ScalarType.Int64));
        }

        regression.AddOfStation(0, zeros([1, Columns], ScalarType.Float64), zeros(1, ScalarType.Float64));

        Assert.Equal(expected, regression.Choice.Prior);
    }

    [Fact]
    public void WhatIsSavedInOneFoldAndLostInTheNextIsNoReasonToLeaveTheUsualPrior()
    {
        using var scope = NewDisposeScope();
        var folds = new ForwardFolds(new(0), new((24 * 8) - 1), horizon: 24);
        var prior = new RegressionPrior(PriorKind.Teacher, tensor(new[] { 0, 1.0, 0, 1.0 }, 2, 2).DetachFromDisposeScope());
        using var regression = new ShrunkRegression(2, [0], [Nothing(stations: 1, columns: 2), prior], folds);
        for (var day = 0; day < 8; day++)
        {
            // What the prior says holds strongly on one day alone and is a little wrong on all others: in the sum it still saves.
            var x = cat([ones([50, 1], ScalarType.Float64), ones([50, 1], ScalarType.Float64)], 1);
            var value = ScalarArithmetic.Filled([50], day == 5 ? 3 : -0.2, ScalarType.Float64, CPU);
            regression.Add(folds.SegmentOf(new(24 * day)), x, value, zeros(50, ScalarType.Int64));
        }

        regression.AddOfStation(0, zeros([1, 2], ScalarType.Float64), zeros(1, ScalarType.Float64));

        Assert.Equal(PriorKind.Nothing, regression.Choice.Prior);
    }

    [Theory]
    [InlineData(PriorKind.Archive, 0.9, 1.0, 0.85, 0.95)]
    [InlineData(PriorKind.Nothing, 0.55, 1.2, 0.5, 0.7)]
    public void AnArchiveBesideALongRecordIsTakenWhereItSavesInEveryFoldAlike(PriorKind expected, params double[] scored)
    {
        using var scope = NewDisposeScope();
        var folds = new ForwardFolds(new(0), new((24 * 8) - 1), horizon: 24);
        var archive = new RegressionPrior(PriorKind.Archive, tensor(new[] { 1.0, 1.0 }, 2, 1).DetachFromDisposeScope());
        using var regression = new ShrunkRegression(1, [0], [Nothing(stations: 1, columns: 1), archive], folds);
        double[] values = [0, 0, 0, 0, .. scored];
        for (var day = 0; day < values.Length; day++)
        {
            var value = ScalarArithmetic.Filled([50], values[day], ScalarType.Float64, CPU);
            regression.Add(folds.SegmentOf(new(24 * day)), ones([50, 1], ScalarType.Float64), value, zeros(50, ScalarType.Int64));
        }

        regression.AddOfStation(0, zeros([1, 1], ScalarType.Float64), zeros(1, ScalarType.Float64));

        Assert.Equal(expected, regression.Choice.Prior);
    }

    [Fact]
    public void NoFoldLearnsFromATargetThatWasNotObservedWhenItsScoredDaysBegan()
    {
        var (first, last) = (new Hour(100), new Hour(100 + (24 * 10) - 1));
        var folds = new ForwardFolds(first, last, horizon: 30);

        Assert.True(folds.Count > 1);
        for (var fold = 0; fold < folds.Count; fold++)
        {
            var scored = first.Through(last).Where(o => folds.ScoredBy(fold).Contains(folds.SegmentOf(o))).ToList();
            var learned = first.Through(last).Where(o => ForwardFolds.LearnedBy(fold).Contains(folds.SegmentOf(o))).ToList();
            Assert.NotEmpty(learned);
            Assert.True(learned.Max() + 30 <= scored.Min());
            Assert.Equal(0, (scored.Min() - first) % 24);
        }
    }

    [Fact]
    public void ATargetWithoutRowsIsForecastAsItsPriorSays()
    {
        using var scope = NewDisposeScope();
        var prior = new RegressionPrior(PriorKind.Archive, tensor([1.0, 2, 3, 4], 2, 2).DetachFromDisposeScope());
        using var regression = new ShrunkRegression(
            2,
            [0],
            [Nothing(stations: 1, columns: 2), prior],
            new ForwardFolds(new(0), new(23), horizon: 24));

        var (weights, residual) = regression.Fit();

        Assert.Equal(PriorKind.Archive, regression.Choice.Prior);
        Assert.Equal([1, 2, 3, 4], weights.data<double>().ToArray());
        Assert.Equal(0, residual);
    }

    [Fact]
    public void WithAHalfLifeARegressionFollowsWhatIsNewest()
    {
        using var scope = NewDisposeScope();

        // For the first half of 40 days the value is 0, then 1. Of weights 2^(-days/5) the newer half has 1 - 2^-4 of 1 - 2^-8 in all.
        Assert.Equal(0.5, Mean(new ForwardFolds(new(0), new((24 * 40) - 1), horizon: 24)), 0.05);
        Assert.Equal(
            (1 - (1 / 16.0)) / (1 - (1 / 256.0)),
            Mean(new ForwardFolds(new(0), new((24 * 40) - 1), horizon: 24) { HalfLifeDays = 5 }),
            0.05);

        static double Mean(ForwardFolds folds)
        {
            using var regression = new ShrunkRegression(1, [0], [Nothing(stations: 1, columns: 1)], folds);
            for (var day = 0; day < 40; day++)
            {
                var weight = folds.WeightOf(new(24 * day));
                var rows = ScalarArithmetic.Filled([24, 1], Math.Sqrt(weight), ScalarType.Float64, CPU);
                var values = ScalarArithmetic.Filled([24], day < 20 ? 0 : Math.Sqrt(weight), ScalarType.Float64, CPU);
                regression.Add(
                    folds.SegmentOf(new(24 * day)),
                    rows,
                    values,
                    zeros(24, ScalarType.Int64),
                    rows.t().matmul(rows),
                    24 * weight);
            }

            regression.AddOfStation(0, zeros([1, 1], ScalarType.Float64), zeros(1, ScalarType.Float64));
            return regression.Fit().Weights[0, 0].item<double>();
        }
    }

    [Fact]
    public async Task ARegressionRenewedWithAHalfLifeIsAnotherInTheSameUnits()
    {
        var scaling = await ScalingFit.FitAsync(Source, Cancel);
        var whole = await MosBaselineFit.RenewAsync(scaling, Source, Cancel);
        var forgetting = await MosBaselineFit.RenewAsync(scaling, Source, Cancel, halfLifeDays: 5);

        Assert.NotEqual(whole.WithTeacher.Weights, forgetting.WithTeacher.Weights);
        Assert.Equal(whole.WithTeacher.Residual, forgetting.WithTeacher.Residual);
        Assert.All(forgetting.WithTeacher.Weights, weight => Assert.True(float.IsFinite(weight)));
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
