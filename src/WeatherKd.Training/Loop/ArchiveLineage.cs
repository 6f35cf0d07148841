using WeatherKd.Alignment;
using WeatherKd.Series;
using WeatherKd.Students;
using WeatherKd.Training.Archives;
using WeatherKd.Training.Network;

namespace WeatherKd.Training.Loop;

/// <summary>Writes down for the lineage what the archive taught.</summary>
internal static class ArchiveLineage
{
    /// <summary>The record; null where there is no archive or it is switched off.</summary>
    public static StudentArchive? Of(
        PretrainingData pretraining,
        StudentScaling scaling,
        DatasetDescription description,
        int epochs,
        TeacherArchiveDescription? taughtBy) => pretraining.Archive is not { } archive ? null : new StudentArchive
        {
            FirstRun = archive.FirstRun,
            NewestRun = archive.NewestRun,
            Runs = archive.Runs,
            Taught =
            [
                .. description.Targets.Where((_, t) => scaling.WithoutTeacher.Choices.Count > t
                    && scaling.WithoutTeacher.Choices[t].Prior == PriorKind.Archive)
            ],
            Epochs = epochs,
            NetworkTaughtBy = taughtBy,
            LeftOut = pretraining.LeftOut,
        };
}
