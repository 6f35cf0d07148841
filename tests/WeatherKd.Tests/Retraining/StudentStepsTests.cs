using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using WeatherKd.Alignment;
using WeatherKd.Retraining;
using WeatherKd.Retraining.Steps;
using WeatherKd.Retraining.Workflow;
using WeatherKd.Storage;
using WeatherKd.Students;
using WeatherKd.TestSupport;
using WeatherKd.Tests.Students;
using WeatherKd.Tests.Verification;
using WeatherKd.TrainingJobs;
using WeatherKd.Variables;
using WeatherKd.Verification.Gate;
using WeatherKd.Verification;

namespace WeatherKd.Tests.Retraining;

/// <summary>From a finished training job to a student in service, each step done twice as after a crash.</summary>
public sealed class StudentStepsTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private static readonly DateTimeOffset Run = new(2021, 3, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly WorkFolder _folder = new();
    private readonly AlignedDataset _dataset = new("biased", DatasetStore.FolderOf("biased"), 400, 200, null);
    private WeatherStorage _storage = null!;
    private StudentRegistry _registry = null!;
    private TrainingSlots _slots = null!;
    private SlotGrant _slot = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _storage = await azurite.NewStorageAsync();
        _registry = new StudentRegistry(_storage, TimeProvider.System, NullLogger<StudentRegistry>.Instance);
        _slots = new TrainingSlots(_storage, Options.Create(new RetrainingOptions()), TimeProvider.System);
        _slot = (await _slots.TakeAsync(
            new SlotRequest("kma", Run, "retrain-kma-1", "run complete"),
            ended: null,
            CancellationToken.None)).Grant!;
        await new DatasetStore(_storage, _folder).WriteAsync(BiasedTeacher.Windows(), _dataset.Folder, CancellationToken.None);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task TheSlotCarriesTheTraceOfWhatStartedItsInstance()
    {
        const string Cause = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

        var answer = await _slots.TakeAsync(
            new SlotRequest("another", Run, "retrain-another-1", "run complete", Cause),
            ended: null,
            Cancel);

        Assert.Equal(Cause, answer.Grant!.TraceParent);
    }

    [Fact]
    public async Task AGoodStudentComesIntoServiceOnceAlthoughEveryStepRanTwice()
    {
        await JobAsync("job", 2);
        var outcome = await LifeAsync("job");
        Assert.Equal(RetrainingVerdict.Promoted, outcome.Verdict);
        Assert.Equal(outcome.Student, (await _registry.ChampionAsync(Cancel))!.Value.Student);
        var entry = Assert.Single(await _registry.HistoryAsync(Cancel));
        Assert.Equal((ServiceAct.Promotion, "retraining retrain-kma-1"), (entry.Act, entry.By));
        Assert.Contains("met: better than the raw teacher", entry.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ABadStudentIsRejectedWithReasonsAndTheChampionStays()
    {
        await JobAsync("job", 2);
        var first = await LifeAsync("job");
        await JobAsync("worse", 0);
        var outcome = await LifeAsync("worse");
        Assert.Equal(RetrainingVerdict.Rejected, outcome.Verdict);
        Assert.Contains(outcome.Reasons, r => r.StartsWith("not met: better than the champion", StringComparison.Ordinal));
        Assert.Equal(first.Student, (await _registry.ChampionAsync(Cancel))!.Value.Student);
        Assert.Equal([ServiceAct.Rejection, ServiceAct.Promotion], (await _registry.HistoryAsync(Cancel)).Select(h => h.Act));
    }

    [Fact]
    public async Task AVerdictAgainstAChampionThatIsNoLongerInServiceDoesNotPromote()
    {
        await JobAsync("job", 2);
        var student = (await new RegisterStudentStep(_storage, _registry, _slots).RunAsync(
            new StudentRegistration(_slot, "job", _dataset, Run),
            Cancel)).Student;
        var verdict = await NewVerify().RunAsync(new StudentExamination(_slot, student, _dataset), Cancel);
        var other = (await _registry.RegisterAsync(new NewStudent
        {
            Onnx = HandMadeStudent.Write(1),
            Job = "by hand",
            NewestRun = Run,
        }, Cancel)).Id;
        await _registry.PromoteAsync(other, "by hand", "operator", "because", 0, Cancel);
        var outcome = await new ApplyVerdictStep(_registry, _slots).RunAsync(
            new VerdictToApply(_slot, Run, verdict, "run complete"),
            Cancel);
        Assert.Equal(RetrainingVerdict.Rejected, outcome.Verdict);
        Assert.Equal($"not promoted: it was compared with no champion, and since then {other} is in service", outcome.Reasons[0]);
    }

    [Fact]
    public async Task ARollbackBetweenTwoTriesOfTheStepStands()
    {
        var first = (await _registry.RegisterAsync(new NewStudent
        {
            Onnx = HandMadeStudent.Write(1),
            Job = "by hand",
            NewestRun = Run,
        }, Cancel)).Id;
        await _registry.PromoteAsync(first, "by hand", "operator", "because", 0, Cancel);
        await JobAsync("better", 2);
        var student = (await new RegisterStudentStep(_storage, _registry, _slots).RunAsync(
            new StudentRegistration(_slot, "better", _dataset, Run),
            Cancel)).Student;
        var verdict = await NewVerify().RunAsync(new StudentExamination(_slot, student, _dataset), Cancel);
        var apply = new ApplyVerdictStep(_registry, _slots);
        await apply.RunAsync(new VerdictToApply(_slot, Run, verdict, "run complete"), Cancel);
        await _registry.RollbackAsync(null, "operator", "complaints", Cancel);
        Assert.Equal(
            RetrainingVerdict.Promoted,
            (await apply.RunAsync(new VerdictToApply(_slot, Run, verdict, "run complete"), Cancel)).Verdict);
        Assert.Equal(first, (await _registry.ChampionAsync(Cancel))!.Value.Student);
    }

    [Fact]
    public async Task AStepWhoseSlotWasTakenOverChangesNothing()
    {
        await JobAsync("job", 2);
        var lost = _slot with { Fence = _slot.Fence - 1 };
        await Assert.ThrowsAsync<StepRefusedException>(
            () => new RegisterStudentStep(_storage, _registry, _slots).RunAsync(
                new StudentRegistration(lost, "job", _dataset, Run),
                Cancel));
        Assert.Empty(await _registry.ListAsync(Cancel));
    }

    [Fact]
    public async Task AFileThatIsNotTheOneTheJobWroteIsNotRegistered()
    {
        await JobAsync("job", 2);
        await _storage.Training.GetBlobClient("job/student.onnx").UploadAsync(HandMadeStudent.Write(3), overwrite: true, Cancel);
        var refusal = await Assert.ThrowsAsync<StepRefusedException>(
            () => new RegisterStudentStep(_storage, _registry, _slots).RunAsync(
                new StudentRegistration(_slot, "job", _dataset, Run),
                Cancel));
        Assert.Contains("cannot be registered", refusal.Message, StringComparison.Ordinal);
    }

    private async Task<RetrainingOutcome> LifeAsync(string job)
    {
        var register = new RegisterStudentStep(_storage, _registry, _slots);
        var student = await TwiceAsync(() => register.RunAsync(new StudentRegistration(_slot, job, _dataset, Run), Cancel));
        var verdict = await TwiceAsync(() => NewVerify().RunAsync(new StudentExamination(_slot, student.Student, _dataset), Cancel));
        return await TwiceAsync(() => new ApplyVerdictStep(_registry, _slots).RunAsync(
            new VerdictToApply(_slot, Run, verdict, "run complete"),
            Cancel));
    }

    private static async Task<T> TwiceAsync<T>(Func<Task<T>> step)
    {
        await step();
        return await step();
    }

    private VerifyStudentStep NewVerify() => new(
        new StudentVerification(
            _registry,
            _storage,
            VariableTable.Default,
            Options.Create(new VerificationOptions { Samples = 200 }),
            Options.Create(new PromotionOptions()),
            TimeProvider.System,
            NullLogger<StudentVerification>.Instance),
        new DatasetStore(_storage, _folder),
        _slots);

    private async Task JobAsync(string job, float plus)
    {
        var onnx = HandMadeStudent.Write(plus, HandMadeStudent.Lineage("biased", Run.AddDays(-40), "temperature_2m"));
        await _storage.Training.GetBlobClient($"{job}/student.onnx").UploadAsync(onnx, overwrite: true, Cancel);
        await _storage.Training.GetBlobClient($"{job}/checkpoint").UploadAsync(BinaryData.FromString("weights"), overwrite: true, Cancel);
        await _storage.Training.GetBlobClient($"{job}/result.json").WriteJsonAsync(
            new TrainingResult(job, true, Convert.ToHexStringLower(SHA256.HashData(onnx.ToArray())), 10, 6, 0.5, 60, "cpu"), Cancel);
    }
}
