using WeatherKd.Alignment;
using WeatherKd.Series;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Training.Archives;

/// <summary>What a training may learn from the teacher's archive, and what was left out of it.</summary>
/// <param name="Archive">What the archive was made from; null where there is none or it is switched off.</param>
/// <param name="Windows">Its windows; null where nothing of it can be learned from.</param>
/// <param name="LeftOut">What was left out and why, a sentence each.</param>
internal sealed record PretrainingData(TeacherArchiveDescription? Archive, ArchiveWindows? Windows, IReadOnlyList<string> LeftOut)
{
    /// <summary>Compares the archive with the observations and plans its windows.</summary>
    public static async Task<PretrainingData> PrepareAsync(
        IWindowSource source,
        TrainingSettings settings,
        CancellationToken cancellationToken)
    {
        if (settings.Archive == ArchiveUse.Off || source.Archive is not { } archive)
        {
            return new PretrainingData(null, null, []);
        }

        var carry = await ArchiveCarry.FitAsync(source, archive, cancellationToken);
        var windows = carry.IsEmpty ? null : await ArchiveWindows.PlanAsync(source.Description, archive, carry, cancellationToken);
        return new PretrainingData(
            archive.Description,
            windows,
            archive.Description.LeftOut is { } earlier ? [earlier, .. carry.LeftOut] : carry.LeftOut);
    }
}
