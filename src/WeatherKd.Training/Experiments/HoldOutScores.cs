using WeatherKd.Alignment;
using WeatherKd.Students;
using WeatherKd.Training.Fits;
using WeatherKd.Training.Loop;
using WeatherKd.Training.Network;
using WeatherKd.Training.Windows;
using WeatherKd.Verification;
using static TorchSharp.torch;

namespace WeatherKd.Training.Experiments;

/// <summary>What a completed student of an experiment is worth on the hold-out.</summary>
/// <param name="windows">The dataset.</param>
/// <param name="network">The student as it would be put into service.</param>
/// <param name="device">Where to compute.</param>
internal sealed class HoldOutScores(ExperimentWindows windows, StudentNetwork network, Device device)
{
    /// <summary>Of the student, or of what forecasts in its place.</summary>
    /// <param name="hideTeacher">Whether the teacher is hidden.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="forecast">Forecasts in its place; null for the student itself.</param>
    public Task<StudentScore> InServiceAsync(
        bool hideTeacher,
        CancellationToken cancellationToken,
        Func<WindowBatch, Tensor>? forecast = null) => StudentScore.OfAsync(
        network,
        [new ScoredStage(windows.HoldOut, null)],
        windows.Source.Description,
        1,
        hideTeacher,
        device,
        cancellationToken,
        forecast);

    /// <summary>Of its quantiles.</summary>
    public Task<QuantileScore> QuantilesAsync(CancellationToken cancellationToken) =>
        QuantileScore.OfAsync(network, windows.HoldOut, windows.Source.Description, device, cancellationToken);

    /// <summary>Of the student with its regression renewed through the hold-out; afterwards the student is as it was.</summary>
    /// <param name="halfLives">Days after which an origin counts half, 0 where nothing is forgotten: a score each.</param>
    /// <param name="archive">The regression as the teacher's archive taught it; null where there is none.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<IReadOnlyList<RenewedScore>> RenewedAsync(
        IReadOnlyList<double> halfLives,
        MosBaseline? archive,
        CancellationToken cancellationToken)
    {
        var inService = network.Scaling;
        var scores = new List<RenewedScore>();
        foreach (var halfLife in halfLives)
        {
            var stages = Renewal.Steps(windows.Source)
                .Select(step => new ScoredStage(
                    new ShuffledWindows(step, DatasetPart.Verification, ShuffledWindows.DefaultPoolBytes),
                    async () => network.Guess(
                        await MosBaselineFit.RenewAsync(inService, step, cancellationToken, archive, halfLife))))
                .ToList();
            scores.Add(new RenewedScore(
                halfLife,
                await StudentScore.OfAsync(network, stages, windows.Source.Description, 1, hideTeacher: false, device, cancellationToken)));
        }

        network.Guess(inService);
        return scores;
    }

    /// <summary>
    /// Share of observations in the 80 % interval, per target, where its width is adapted day by day as in service; NaN where that is not
    /// known.
    /// </summary>
    /// <param name="session">The student's file.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<IReadOnlyList<double>> CoverageAdaptedAsync(StudentSession session, CancellationToken cancellationToken)
    {
        var rows = await RowCollector.CollectAsync(
            windows.Source,
            DatasetPart.Verification,
            new DatasetStudent(session, windows.Source.Description),
            champion: null,
            references: null,
            cancellationToken);
        return [.. rows.Select(r => AdaptedIntervals.Of(r)?.Coverage ?? double.NaN)];
    }
}
