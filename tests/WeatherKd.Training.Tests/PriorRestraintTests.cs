using WeatherKd.Alignment;
using WeatherKd.Training.Fits;
using WeatherKd.Training.Network;
using WeatherKd.Training.Tensors;
using WeatherKd.TrainingJobs;
using WeatherKd.Variables;
using static TorchSharp.torch;

namespace WeatherKd.Training.Tests;

/// <summary>How far a short record may depart from what its prior says.</summary>
[Collection(OneLibtorch.Name)]
public sealed class PriorRestraintTests
{
    private static readonly SeriesWindows Source = new SimulatedWeather { Days = 40 }.Windows();

    [Theory]
    [InlineData("temperature_2m", 13, false)]
    [InlineData("temperature_2m", 14, true)]
    [InlineData("relative_humidity_2m", 800, true)]
    [InlineData("wind_speed_10m", 800, false)]
    public void TwoWeeksShowHowATeacherIsLateButOfWindNothingDoes(string variable, int days, bool shows) =>
        Assert.Equal(shows, PriorRestraint.ShowsTiming(VariableTable.Default[variable], days));

    [Fact]
    public void TheTimingOfATeacherIsInItsOwnHoursAroundAndItsMean()
    {
        var shape = new StudentShape(Source.Description, StudentVariant.Guided, hiddenSize: 1, usesDayOfYear: false);
        var columns = shape.MosBaseline;
        var own = columns.Principal(target: 0, withTeacher: true)[^1];

        // Of one variable's four predictors, each as far from the next as the teacher has values, the first is the hour itself.
        Assert.Equal([1, 2, 3], columns.Timing(target: 0).Select(place => (place - own) / shape.Teacher.Values));
        Assert.Equal(3, columns.Timing(target: 0).Intersect(columns.Levels(withTeacher: true).SelectMany(level => level)).Count());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AWeekTeachesAnOffsetButNotThatThePriorIsWrongAboutSeasons(bool withTeacher)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(7);
        var shape = new StudentShape(Source.Description, StudentVariant.Guided, hiddenSize: 1, usesDayOfYear: false);
        var columns = (withTeacher ? shape.MosBaseline.WithTeacherCount : shape.MosBaseline.WithoutTeacherCount) * MosBaselineColumns.Bases;
        const int Hours = 24 * 7;
        int[] level = [.. shape.MosBaseline.Levels(withTeacher)[0].Select(place => place * MosBaselineColumns.Bases)];
        var right = new double[columns];
        right[level[0]] = 1;

        // The week lies 1.5 below the archive's mean and varies by a fifth of what it does; observations and teacher move together.
        // The teacher is off by 0.5 in the mean, and within the week its changes are twice too strong.
        var weather = randn([Hours], ScalarType.Float64, generator: generator).Multiply(0.2);
        var x = zeros([Hours, columns], ScalarType.Float64);
        x.select(1, 0).AddInPlace(ones(Hours, ScalarType.Float64));
        foreach (var column in level)
        {
            x.select(1, column).AddInPlace(weather.Add(-1.5));
        }

        var values = weather.Multiply(0.5).Add(-1.5 + 0.5);
        var folds = new ForwardFolds(new(0), new(Hours - 1), horizon: 24);

        // Whatever it makes of seasons, the week's own mean is met; where the teacher is not read, more than a third of the way, or, where
        // the archive, carried to the place by its mean before, counts for a month, less.
        var tolerance = withTeacher ? 0.1 : 0.33;
        var ofShortRecord = PriorRestraint.OfShortRecord(shape.MosBaseline, withTeacher);
        Assert.InRange(EffectOfSeasons(PriorRestraint.Usual, tolerance), 0.3, 0.8);
        Assert.InRange(EffectOfSeasons(ofShortRecord.OfTarget(VariableTable.Default["wind_speed_10m"]), tolerance), 0.98, 1.01);
        Assert.InRange(
            EffectOfSeasons(ofShortRecord.OfTarget(VariableTable.Default["temperature_2m"]), withTeacher ? tolerance : 0.42),
            0.98,
            1.01);

        double EffectOfSeasons(PriorRestraint restraint, double within)
        {
            var prior = new RegressionPrior(
                withTeacher ? PriorKind.Teacher : PriorKind.Archive,
                tensor((double[])[.. right, .. right], 2, columns).DetachFromDisposeScope());
            using var regression = new ShrunkRegression(columns, [0, level[0]], [prior], folds, restraint);
            for (var hour = 0; hour < Hours; hour++)
            {
                var row = hour + 1;
                regression.Add(folds.SegmentOf(new(hour)), x[hour..row], values[hour..row], zeros(1, ScalarType.Int64));
            }

            regression.AddOfStation(0, zeros([1, columns], ScalarType.Float64), zeros(1, ScalarType.Float64));
            var weights = regression.Fit().Weights[0];

            Assert.Equal(values.mean().item<double>(), x.mean([0]).dot(weights).item<double>(), within);
            return level.Sum(column => weights[column].item<double>());
        }
    }

    [Theory]
    [InlineData("temperature_2m", 30)]
    [InlineData("relative_humidity_2m", 30)]
    [InlineData("pm10", 30)]
    [InlineData("wind_speed_10m", 10)]
    [InlineData("wind_gusts_10m", 10)]
    public void AShortRecordSaysLittleBesideTheArchiveButOfHowCalmAPlaceIs(string target, double days)
    {
        var shape = new StudentShape(Source.Description, StudentVariant.Standalone, hiddenSize: 1, usesDayOfYear: false);
        var restraint = PriorRestraint.OfShortRecord(shape.MosBaseline, withTeacher: false);

        Assert.Equal(days, restraint.OfTarget(VariableTable.Default[target]).PriorDays);
    }
}
