using WeatherKd.Alignment;
using WeatherKd.Training.Archives;
using WeatherKd.Training.Export;
using WeatherKd.Training.Fits;
using WeatherKd.Training.Network;
using WeatherKd.Training.Windows;
using WeatherKd.TrainingJobs;
using static TorchSharp.torch;

namespace WeatherKd.Training.Loop;

/// <summary>
/// From the weights of the best epoch to a student: quantiles calibrated on the validation part, MOS baselines fitted anew on all that is
/// known, the ONNX file with its lineage, and what the network itself forecasts for some windows.
/// </summary>
/// <param name="source">Where the windows come from.</param>
/// <param name="settings">Of the training.</param>
/// <param name="training">Its training windows.</param>
/// <param name="validation">Its validation windows.</param>
/// <param name="device">Where to compute.</param>
internal sealed class StudentCompletion(
    IWindowSource source,
    TrainingSettings settings,
    ShuffledWindows training,
    ShuffledWindows validation,
    Device device)
{
    /// <summary>Calibrates the quantiles of a student on the validation part.</summary>
    public async Task CalibrateAsync(StudentNetwork network, CancellationToken cancellationToken) =>
        network.Calibrate(await CalibrationFit.FitAsync(
            network,
            validation,
            training.Count,
            source.Description,
            device,
            cancellationToken));

    /// <summary>Fits the MOS baselines of a student anew on all that is known.</summary>
    /// <param name="network">The student.</param>
    /// <param name="ofArchive">Constants of the archive's own windows; null where there are none.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task RenewBaselinesAsync(StudentNetwork network, StudentScaling? ofArchive, CancellationToken cancellationToken) =>
        network.Guess(await MosBaselineFit.RenewAsync(
            network.Scaling,
            source,
            cancellationToken,
            ofArchive?.WithoutTeacher,
            settings.RegressionHalfLifeDays));

    /// <summary>Completes a student.</summary>
    /// <param name="network">Its network, with whatever weights.</param>
    /// <param name="state">The training's last state, with the weights of its best epoch.</param>
    /// <param name="parent">Id of the student that it started from; null where it started cold.</param>
    /// <param name="pretraining">What the teacher's archive could teach.</param>
    /// <param name="ofArchive">Constants of the archive's own windows; null where there are none.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<TrainedStudent> CompleteAsync(
        StudentNetwork network,
        TrainingCheckpoint state,
        string? parent,
        PretrainingData pretraining,
        StudentScaling? ofArchive,
        CancellationToken cancellationToken)
    {
        var progress = state.Progress;
        network.Restore(state.Best);
        await CalibrateAsync(network, cancellationToken);
        await RenewBaselinesAsync(network, ofArchive, cancellationToken);
        var lineage = StudentLineages.Of(network, source.Description, settings, progress.Epoch, progress.BestEpoch, parent) with
        {
            Archive = ArchiveLineage.Of(
                pretraining,
                network.Scaling,
                source.Description,
                progress.Archive?.Epoch ?? 0,
                progress.TaughtBy),
        };
        var onnx = OnnxStudent.Write(network, lineage);
        var parity = await ParitySampling.TakeAsync(network, source, device, cancellationToken);
        return new TrainedStudent(
            onnx,
            parity,
            state.ToBytes(),
            progress.Epoch,
            progress.BestEpoch,
            progress.BestScore,
            progress.Seconds,
            device.type == TorchSharp.DeviceType.CUDA ? "cuda" : "cpu");
    }
}
