using WeatherKd.Alignment;
using WeatherKd.Training.Fits;
using WeatherKd.Training.Loop;
using WeatherKd.Training.Network;
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
        using var regression = new ShrunkRegression(2, [0]);
        var x = randn([20_000, 2], ScalarType.Float64, generator: generator);
        var rare = randn([5, 2], ScalarType.Float64, generator: generator);
        var (often, seldom) = (x.matmul(tensor(new[] { 1.0, 2.0 })), rare.matmul(tensor(new[] { -3.0, 2.0 })));
        regression.Add(x, often);
        regression.Add(rare, seldom);
        regression.AddOfStation(0, x, often);
        regression.AddOfStation(1, rare, seldom);

        var weights = regression.Fit(stations: 3).Weights;

        Assert.Equal(1, weights[1, 0].item<double>(), 0.01);
        Assert.Equal(1, weights[2, 0].item<double>(), 0.1);
        Assert.Equal(weights[0, 0].item<double>(), weights[3, 0].item<double>());
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
