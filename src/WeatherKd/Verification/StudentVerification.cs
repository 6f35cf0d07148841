using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WeatherKd.Alignment;
using WeatherKd.Series;
using WeatherKd.Storage;
using WeatherKd.Students;
using WeatherKd.TrainingJobs;
using WeatherKd.Variables;
using WeatherKd.Verification.Gate;
using WeatherKd.Verification.References;
using WeatherKd.Verification.Reports;

namespace WeatherKd.Verification;

/// <summary>
/// Verifies a registered student: scores it beside all others on a dataset's verification part, puts it before the gate, and leaves the
/// report in its folder.
/// </summary>
public sealed class StudentVerification(
    StudentRegistry registry,
    WeatherStorage storage,
    VariableTable variables,
    IOptions<VerificationOptions> verification,
    IOptions<PromotionOptions> promotion,
    TimeProvider clock,
    ILogger<StudentVerification> logger)
{
    /// <summary>
    /// Verifies a student against the champion and stores the report. One that is there for the same dataset and champion is returned as it
    /// is.
    /// </summary>
    /// <exception cref="StudentDamagedException">The student cannot be loaded.</exception>
    public async Task<VerificationReport> VerifyAsync(string student, IWindowSource windows, CancellationToken cancellationToken)
    {
        var champion = (await registry.ChampionAsync(cancellationToken))?.Value.Student;
        var stored = await FindAsync(student, cancellationToken);
        if (stored?.Passed is not null && stored.Dataset == windows.Description.Id && stored.Champion == champion)
        {
            return stored;
        }

        using var session = await registry.OpenSessionAsync(student, cancellationToken);
        var report = await ExamineAsync(student, session, champion == student ? null : champion, windows, cancellationToken);
        report = report with { Champion = champion };
        await VerificationFolder.WriteAsync(storage.Students, student, report, cancellationToken);
        logger.LogInformation(
            "Verified student {Student} on {Rows} rows: {Verdict}: {Findings}",
            student,
            report.Rows,
            report.Passed == true ? "passed" : "failed",
            string.Join("; ", report.Findings.Where(f => !f.Passed).Select(f => $"{f.Rule} ({f.Finding})")));
        return report;
    }

    /// <summary>The stored report of a student, or null where it has not been verified.</summary>
    public async Task<VerificationReport?> FindAsync(string student, CancellationToken cancellationToken) => StudentRegistry.IsId(student)
        ? await VerificationFolder.ReadAsync(storage.Students, student, cancellationToken)
        : null;

    private async Task<VerificationReport> ExamineAsync(
        string student, StudentSession session, string? champion, IWindowSource windows, CancellationToken cancellationToken)
    {
        var description = windows.Description;
        var remarks = new List<string>();
        var ours = new DatasetStudent(session, description);
        using var theirs = champion is null ? null : await TryOpenAsync(champion, remarks, cancellationToken);
        if (theirs is not null
            && Hour.Floor(theirs.Lineage.TrainedTo) + description.HorizonHours >= description.Split.VerificationStart)
        {
            remarks.Add(
                $"The champion's training ended at {theirs.Lineage.TrainedTo:u}: it has seen part of the window it is compared on.");
        }

        var references = await ReferenceSystems.FitAsync(windows, [DatasetPart.Training, DatasetPart.Validation], cancellationToken);
        remarks.AddRange(references.Remarks);
        remarks.AddRange(session.Lineage.Archive?.LeftOut ?? []);
        var effect = ours.ReadsTeacher ? new TeacherEffect(description.Targets) : null;
        var rows = await RowCollector.CollectAsync(
            windows,
            DatasetPart.Verification,
            ours,
            theirs is null ? null : new DatasetStudent(theirs, description),
            references,
            cancellationToken,
            effect);
        var scores = new Scoring(variables, verification.Value)
            .Report(student, description.Model, description.Id, rows, description.Stations);
        foreach (var variable in rows)
        {
            variable.Dispose();
        }

        var report = scores with
        {
            Champion = theirs is null ? null : champion,
            FlaggedShare = description.FlaggedShare,
            LargestTeacherEffect = effect?.Largest ?? new Dictionary<string, double>(),
            Remarks = remarks,
        };
        var block = windows.BlockSizes(DatasetPart.Verification).Count > 0
            ? await windows.ReadAsync(DatasetPart.Verification, 0, cancellationToken)
            : null;
        var behaviour = new StressTest(variables, promotion.Value, clock).Examine(
            session,
            block,
            ours,
            await ParityAsync(student, cancellationToken));
        var findings = new PromotionGate(promotion.Value).Judge(report, behaviour);
        return report with { Findings = findings, Passed = findings.All(f => f.Passed) };
    }

    /// <summary>A champion that cannot be loaded cannot be compared with; the gate then asks what it asks of a first student.</summary>
    private async Task<StudentSession?> TryOpenAsync(string champion, List<string> remarks, CancellationToken cancellationToken)
    {
        try
        {
            return await registry.OpenSessionAsync(champion, cancellationToken);
        }
        catch (StudentDamagedException e)
        {
            remarks.Add("No comparison with the champion: " + e.Message);
            return null;
        }
    }

    private async Task<ParityCases?> ParityAsync(string student, CancellationToken cancellationToken) =>
        (await storage.Students.GetBlobClient($"{student}/{TrainingJob.Parity}").TryReadJsonAsync<ParityCases>(cancellationToken))?.Value;
}
