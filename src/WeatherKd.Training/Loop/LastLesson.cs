using WeatherKd.Alignment;
using WeatherKd.Training.Network;
using WeatherKd.Training.Windows;
using static TorchSharp.torch;

namespace WeatherKd.Training.Loop;

/// <summary>
/// Trains a student whose epoch is chosen a little further, with the validation part among its windows: what is newest is nearest to what will be forecast, and where seasons or models drift it must not go to waste.
/// Quantiles are calibrated before, while the validation part is still unseen, and keep their mean width: a student that knows the answers thinks itself surer than it will be.
/// </summary>
internal static class LastLesson
{
    /// <summary>Few, because the epoch was chosen for a reason; two, so that the average rests on them.</summary>
    private const int Epochs = 2;

    /// <summary>Leaves the averaged weights in the network, which comes with the chosen weights and their calibration.</summary>
    public static async Task GiveAsync(StudentTrainer trainer, IWindowSource source, int steps, int batchSize, Device device, CancellationToken cancellationToken)
    {
        var chosen = trainer.Network.Snapshot();
        var validation = new ShuffledWindows(source, DatasetPart.Validation, 0);
        var before = await CalibrationFit.WidthsAsync(trainer.Network, validation, source.Description, device, cancellationToken);
        trainer.Optimiser.ContinueFromHere(steps);
        var windows = new ShuffledWindows(new TrainingWithValidation(source), DatasetPart.Training, ShuffledWindows.DefaultPoolBytes);
        for (var epoch = 1; epoch <= Epochs; epoch++)
        {
            // Numbers below zero are no epoch of any run: an order of its own.
            var random = trainer.BeginEpoch(-epoch);
            await foreach (var batch in windows.EpochAsync(batchSize, random, cancellationToken))
            {
                cancellationToken.ThrowIfCancellationRequested();
                trainer.Step(batch, random);
            }
        }

        if (!double.IsFinite(trainer.TakeMeanLoss()))
        {
            // The weights of the chosen epoch are good as they are.
            trainer.Network.Restore(chosen);
            return;
        }

        trainer.Optimiser.TakeAverages();
        var after = await CalibrationFit.WidthsAsync(trainer.Network, validation, source.Description, device, cancellationToken);
        var factors = trainer.Network.Calibration;
        trainer.Network.Calibrate(new QuantileCalibration(
            Rescale(factors.WithTeacher, before.WithTeacher, after.WithTeacher), Rescale(factors.WithoutTeacher, before.WithoutTeacher, after.WithoutTeacher)));
    }

    private static float[] Rescale(float[] factors, float[] before, float[] after) =>
        [.. factors.Select((factor, i) => after[i] > 0 && before[i] > 0 ? factor * before[i] / after[i] : factor)];
}
