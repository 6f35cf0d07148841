using WeatherKd.Alignment;
using WeatherKd.Retraining.Workflow;
using WeatherKd.Students;
using WeatherKd.Verification;

namespace WeatherKd.Retraining.Steps;

/// <inheritdoc cref="RetrainingSteps.VerifyStudent"/>
public sealed class VerifyStudentStep(StudentVerification verification, DatasetStore datasets, ITrainingSlots slots)
    : IStep<StudentExamination, StudentVerdict>
{
    /// <inheritdoc/>
    /// <exception cref="StepRefusedException">The slot is lost, or student or dataset cannot be read.</exception>
    public async Task<StudentVerdict> RunAsync(StudentExamination input, CancellationToken cancellationToken)
    {
        await slots.EnsureHeldAsync(input.Slot, cancellationToken);
        try
        {
            var windows = await datasets.OpenAsync(input.Dataset.Folder, cancellationToken);
            var report = await verification.VerifyAsync(input.Student, windows, cancellationToken);
            var reasons = report.Findings.Select(f => $"{(f.Passed ? "met" : "not met")}: {f.Rule} ({f.Finding})");
            return new StudentVerdict(input.Student, report.Passed == true, [.. reasons, .. report.Remarks], report.Champion);
        }
        catch (Exception e) when (e is StudentDamagedException or InvalidDataException)
        {
            throw new StepRefusedException(e.Message, e);
        }
    }
}
