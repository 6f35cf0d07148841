using WeatherKd.Alignment;
using WeatherKd.Retraining;
using WeatherKd.Series;
using WeatherKd.Students;
using WeatherKd.Tests.Students;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Tests.Retraining;

/// <summary>Which student a retraining may start from.</summary>
public sealed class WarmStartTests
{
    private static readonly DateTimeOffset FirstRun = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TeacherArchiveDescription Learned = new("kma", 200, FirstRun, FirstRun.AddDays(200)) { Version = "1" };
    private static readonly StudentLineage Parent = HandMadeStudent.Lineage("before", null, "temperature_2m");
    private static readonly StudentLineage TaughtParent = Parent with
    {
        Archive = new StudentArchive { Taught = ["temperature_2m"], NetworkTaughtBy = Learned },
    };

    private static readonly DatasetDescription Dataset = new()
    {
        Id = "now",
        Model = Parent.Model,
        Stations = Parent.Stations,
        Inputs = Parent.Inputs,
        TeacherVariables = Parent.TeacherVariables,
        Targets = Parent.Targets,
        HistoryHours = Parent.HistoryHours,
        HorizonHours = Parent.HorizonHours,
        Split = Split(verifiedFrom: Hour.Floor(Parent.TrainedTo) + 48),
        WindowCounts = new Dictionary<DatasetPart, int>(),
        Archive = Learned,
    };

    [Fact]
    public void AStudentThatHasNotSeenTheVerificationWindowIsOne()
    {
        Assert.True(Fits(Parent));
        Assert.False(Fits(Parent, Dataset with { Split = Split(Hour.Floor(Parent.TrainedTo) + 47) }));
        Assert.False(Fits(Parent, Dataset with { Stations = ["129", "152"] }));
        Assert.False(Fits(Parent, Dataset with { Targets = [] }));
        Assert.False(Fits(Parent, options: new RetrainingOptions { Variant = StudentVariant.Standalone }));
    }

    /// <summary>What an archive taught holds until it has grown by a tenth, or its model has changed.</summary>
    [Theory]
    [InlineData(200, "1", true)]
    [InlineData(220, "1", true)]
    [InlineData(221, "1", false)]
    [InlineData(200, "2", false)]
    public void ANetworkThatTheArchiveTaughtIsOneWhileTheArchiveIsTheSame(int runs, string version, bool fits)
    {
        var archive = Learned with { Runs = runs, Version = version, NewestRun = Learned.NewestRun.AddDays(runs - 200) };

        Assert.Equal(fits, Fits(TaughtParent, Dataset with { Archive = archive }));
        Assert.True(Fits(Parent, Dataset with { Archive = archive }));
        Assert.True(Fits(
            TaughtParent,
            Dataset with { Archive = archive },
            new RetrainingOptions { Training = new() { Archive = ArchiveUse.Off } }));
    }

    [Fact]
    public void ATaughtStudentThatDoesNotSayByWhatIsNone() =>
        Assert.False(Fits(Parent with { Archive = new StudentArchive { Taught = ["temperature_2m"] } }));

    private static bool Fits(StudentLineage parent, DatasetDescription? dataset = null, RetrainingOptions? options = null) =>
        WarmStart.Fits(parent, dataset ?? Dataset, options ?? new RetrainingOptions());

    private static DatasetSplit Split(Hour verifiedFrom) => new(
        verifiedFrom - 2000,
        verifiedFrom - 300,
        verifiedFrom - 250,
        verifiedFrom - 48,
        verifiedFrom,
        verifiedFrom + 300);
}
