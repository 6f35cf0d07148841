using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using WeatherKd.Alignment;
using WeatherKd.Storage;
using WeatherKd.Students;
using WeatherKd.TestSupport;
using WeatherKd.Tests.Students;
using WeatherKd.Variables;
using WeatherKd.Verification.Gate;
using WeatherKd.Verification;

namespace WeatherKd.Tests.Verification;

/// <summary>
/// Students whose only doing is to add a constant to a teacher that is 2 °C too cold: +2 is right, anything else is wrong by a known
/// amount.
/// </summary>
public sealed class StudentVerificationTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private static readonly DateTimeOffset Trained = new(2021, 1, 20, 0, 0, 0, TimeSpan.Zero);
    private readonly SeriesWindows _windows = BiasedTeacher.Windows();
    private WeatherStorage _storage = null!;
    private StudentRegistry _registry = null!;
    private StudentVerification _verification = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _storage = await azurite.NewStorageAsync();
        _registry = new StudentRegistry(_storage, new FakeTimeProvider(), NullLogger<StudentRegistry>.Instance);
        _verification = new StudentVerification(
            _registry,
            _storage,
            VariableTable.Default,
            Options.Create(new VerificationOptions()),
            Options.Create(new PromotionOptions()),
            TimeProvider.System,
            NullLogger<StudentVerification>.Instance);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task AFirstStudentThatBeatsTeacherAndPersistencePasses()
    {
        var report = await VerifyAsync(await StudentAsync(2));
        Assert.True(report.Passed, string.Join("; ", report.Findings));
        Assert.Null(report.Champion);
        var student = report.Variables[0].Systems[0].Score;
        Assert.Equal(0, student.Bias, 1);
        Assert.InRange(student.Rmse, 0.1, 0.2); // Uniform noise of ±0.25 has a standard deviation of 0.144.
        Assert.Equal(-2, report.Variables[0].Systems.Single(s => s.System == "raw teacher").Score.Bias, 1);
        Assert.Equal(1, student.Coverage); // Its outermost quantiles lie 2 °C away.
        Assert.InRange(report.Variables[0].Adapted!.Next.Above, 0.2, 0.5); // They would do at 0.2 °C.
    }

    /// <summary>The student adds 2 to its teacher; without one it has nothing, and its window of observations says so.</summary>
    [Fact]
    public async Task AGuidedStudentIsScoredWithoutItsTeacherOnTheSameRows()
    {
        var report = await VerifyAsync(await StudentAsync(2));
        var variable = report.Variables[0];
        var hidden = variable.WithoutTeacher!;
        Assert.Equal(variable.Systems[0].Score.Count, hidden.Score.Count);
        Assert.True(hidden.Score.Rmse > 10 * variable.Systems[0].Score.Rmse, $"{hidden.Score.Rmse}");
        Assert.Equal(["129"], hidden.ByStation.Keys);
        Assert.Equal(24, hidden.ByLead.Count);
        Assert.DoesNotContain(variable.Systems, s => s.System.Contains("without teacher", StringComparison.Ordinal));
        Assert.Empty(report.LargestTeacherEffect); // 68 windows say nothing about the largest effect.
    }

    [Fact]
    public async Task AFirstStudentThatIsWorseThanTheTeacherStaysOut()
    {
        var report = await VerifyAsync(await StudentAsync(-1));
        Assert.False(report.Passed);
        Assert.Contains(report.Findings, f => f is { Rule: "better than the raw teacher", Passed: false });
    }

    [Fact]
    public async Task ABetterStudentPassesAgainstTheChampionAndAWorseOneDoesNot()
    {
        var champion = await StudentAsync(1);
        await _registry.PromoteAsync(champion, "p", "test", "first", 0, Cancel);
        var better = await VerifyAsync(await StudentAsync(2));
        Assert.True(better.Passed, string.Join("; ", better.Findings));
        Assert.Equal(champion, better.Champion);
        var worse = await VerifyAsync(await StudentAsync(0.5f));
        string[] broken = ["not worse than MOS+", "no variable worse than the champion", "better than the champion"];
        string[] kept =
        [
            "enough rows",
            "better than persistence",
            "better than the raw teacher",
            "no variable worse than the raw teacher or persistence",
            "no station worse than the raw teacher or persistence",
            "few flagged values",
            "sane on stress inputs",
            "ONNX parity",
            "inference time",
        ];
        Assert.Superset(broken.ToHashSet(), worse.Findings.Where(f => !f.Passed).Select(f => f.Rule).ToHashSet());
        Assert.Superset(kept.ToHashSet(), worse.Findings.Where(f => f.Passed).Select(f => f.Rule).ToHashSet());
    }

    [Fact]
    public async Task AChampionThatHasSeenTheWindowIsRemarkedOn()
    {
        var champion = await StudentAsync(1, _windows.Description.Split.LastOrigin.ToTime());
        await _registry.PromoteAsync(champion, "p", "test", "first", 0, Cancel);
        var report = await VerifyAsync(await StudentAsync(2));
        Assert.Contains("has seen part of the window", Assert.Single(report.Remarks), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatWasLeftOutOfTheTeachersArchiveIsSaidInTheReportAndOnItsPage()
    {
        const string Sentence = "The teacher's archive of temperature_2m is left out at 129: it never changes.";
        var lineage = HandMadeStudent.Lineage("biased", Trained, "temperature_2m") with
        {
            Archive = new StudentArchive { LeftOut = [Sentence] },
        };
        var onnx = HandMadeStudent.Write(2, lineage);
        var student = (await _registry.RegisterAsync(new NewStudent { Onnx = onnx, Job = "job", NewestRun = Trained }, Cancel)).Id;

        var report = await VerifyAsync(student);

        Assert.Equal([Sentence], report.Remarks);
        var page = (await _storage.Students
            .GetBlobClient($"{student}/verification.md")
            .DownloadContentAsync(Cancel)).Value.Content.ToString();
        Assert.Contains(Sentence, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AChampionThatCannotBeLoadedDoesNotStopItsSuccessor()
    {
        var champion = await StudentAsync(1.5f);
        await _registry.PromoteAsync(champion, "p", "test", "first", 0, Cancel);
        await _storage.Students.GetBlobClient($"{champion}/student.onnx").DeleteAsync(cancellationToken: Cancel);
        var report = await VerifyAsync(await StudentAsync(2));
        Assert.True(report.Passed, string.Join("; ", report.Findings));
        Assert.Contains("student.onnx is missing", Assert.Single(report.Remarks), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AStudentWithNothingToVerifyOnIsNotPromoted()
    {
        var report = await _verification.VerifyAsync(await StudentAsync(2), new WithoutVerification(_windows), Cancel);
        Assert.False(report.Passed);
        Assert.Equal(0, report.Rows);
        Assert.Equal("0 rows scored, 200 needed", report.Findings.Single(f => f.Rule == "enough rows").Finding);
    }

    [Fact]
    public async Task AStudentWhoseForecastsCannotBeWeatherStaysOut()
    {
        var report = await VerifyAsync(await StudentAsync(200));
        var finding = report.Findings.Single(f => f.Rule == "sane on stress inputs");
        Assert.False(finding.Passed);
        Assert.Contains("temperature_2m leaves its plausible range -90 to 60 °C", finding.Finding, StringComparison.Ordinal);
    }

    /// <summary>
    /// The student adds 2 to its teacher of 5: the network that gave 7 is the same, the one that gave 7.1 is another, and one of another
    /// shape cannot be compared.
    /// </summary>
    [Theory]
    [InlineData(7, 24, true)]
    [InlineData(7.1f, 24, false)]
    [InlineData(7, 23, false)]
    public async Task AnOnnxFileThatIsNotTheNetworkThatWasTrainedStaysOut(float network, int horizon, bool passes)
    {
        var cases = new ParityCases(
            1,
            ParityCases.Bytes([.. Enumerable.Repeat(1f, HandMadeStudent.History)]),
            ParityCases.Bytes([.. Enumerable.Repeat(5f, HandMadeStudent.History + HandMadeStudent.Horizon)]),
            [1],
            [0],
            ParityCases.Bytes([.. Enumerable.Repeat(network, horizon)]),
            ParityCases.Bytes([.. Enumerable.Repeat(HandMadeStudent.Spread, horizon).SelectMany(s => s.Select(d => network + d))]));
        var finding = (await VerifyAsync(await StudentAsync(2, parity: cases))).Findings.Single(f => f.Rule == "ONNX parity");
        Assert.Equal(passes, finding.Passed);
        Assert.Contains(
            horizon == 24 ? "the network as trained against its ONNX file on 1 windows" : "is not of this student",
            finding.Finding,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task VerifyingTwiceLeavesTheSameReportPageAndPlots()
    {
        var student = await StudentAsync(2);
        var first = await VerifyAsync(student);
        var stored = await _storage.Students.GetBlobClient($"{student}/verification.json").DownloadContentAsync(Cancel);
        await VerifyAsync(student);
        var again = await _storage.Students.GetBlobClient($"{student}/verification.json").DownloadContentAsync(Cancel);
        Assert.Equal(stored.Value.Details.ETag, again.Value.Details.ETag);
        Assert.Equal(first.Rows, (await _verification.FindAsync(student, Cancel))!.Rows);

        var page = (await _storage.Students
            .GetBlobClient($"{student}/verification.md")
            .DownloadContentAsync(Cancel)).Value.Content.ToString();
        Assert.Contains("Verdict: may go into service", page, StringComparison.Ordinal);
        Assert.Contains("| 129 |", page, StringComparison.Ordinal);
        foreach (var plot in new[] { "rmse-by-lead", "bias-by-hour", "reliability" })
        {
            var png = (await _storage.Students
                .GetBlobClient($"{student}/{plot}-temperature_2m.png")
                .DownloadContentAsync(Cancel)).Value.Content.ToArray();
            Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], png[..4]);
        }
    }

    private Task<VerificationReport> VerifyAsync(string student) => _verification.VerifyAsync(student, _windows, Cancel);

    private async Task<string> StudentAsync(float plus, DateTimeOffset? trainedTo = null, ParityCases? parity = null)
    {
        var onnx = HandMadeStudent.Write(plus, HandMadeStudent.Lineage("biased", trainedTo ?? Trained, "temperature_2m"));
        return (await _registry.RegisterAsync(new NewStudent
        {
            Onnx = onnx,
            Job = "job",
            NewestRun = Trained,
            Parity = parity is null ? null : BinaryData.FromObjectAsJson(parity, WeatherJson.Compact),
        }, Cancel)).Id;
    }

    /// <summary>A dataset whose verification part is empty, as after a month without observations.</summary>
    private sealed class WithoutVerification(IWindowSource source) : IWindowSource
    {
        public DatasetDescription Description => source.Description;

        public IReadOnlyList<int> BlockSizes(DatasetPart part) => part == DatasetPart.Verification ? [] : source.BlockSizes(part);

        public Task<WindowBlock> ReadAsync(DatasetPart part, int block, CancellationToken cancellationToken) =>
            source.ReadAsync(part, block, cancellationToken);
    }
}
