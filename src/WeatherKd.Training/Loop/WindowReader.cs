using WeatherKd.Alignment;
using WeatherKd.Training.Network;
using WeatherKd.Training.Windows;
using static TorchSharp.torch;

namespace WeatherKd.Training.Loop;

/// <summary>
/// Reads windows for a network as a step shows them: from what is kept of an epoch's windows (<see cref="KeptReadings"/>), or anew where
/// they are too many.
/// </summary>
internal sealed class WindowReader(StudentNetwork network, DatasetDescription description, Device device) : IDisposable
{
    private KeptReadings? _kept;

    /// <summary>Reads the windows of an epoch once, where they fit and have not been read for this network as it is.</summary>
    public void Keep(ShuffledWindows windows)
    {
        if (windows.Whole is not { } blocks)
        {
            Forget();
        }
        else if (_kept is null || !_kept.IsOf(blocks, network))
        {
            Forget();
            _kept = KeptReadings.Of(blocks, network, description, device, KeptReadings.MostBytes(device));
        }
    }

    /// <summary>Frees what is kept.</summary>
    public void Forget()
    {
        _kept?.Dispose();
        _kept = null;
    }

    /// <summary>Some windows as the network sees them; they belong to the caller's dispose scope.</summary>
    /// <param name="windows">The windows.</param>
    /// <param name="hideStation">Whose station is hidden.</param>
    /// <param name="copies">Places of those that come again without their teacher.</param>
    /// <param name="isAsPublished">Whether the teacher says its own value, and not what the MOS baseline makes of it.</param>
    public SeenWindows Show((WindowBlock Block, int Index)[] windows, bool[] hideStation, long[] copies, bool isAsPublished)
    {
        if (_kept is not null)
        {
            return _kept.Show(windows, hideStation, copies);
        }

        using var whole = WindowBatch.Of(description, windows, hideStation, device);
        using var twice = copies.Length > 0 ? whole.WithTeacherDropout(copies) : null;
        var seen = Show(twice ?? whole);
        return seen with { Taught = isAsPublished ? Published() : TaughtBy(network, whole, seen.Reading) };

        (Tensor Forecast, Tensor Covered)? Published()
        {
            using var noGradient = no_grad();
            return network.Shape.LearnsFromTeacher || copies.Length > 0 ? network.DebiasedTeacher(whole) : null;
        }
    }

    /// <summary>A batch as the network sees it; it belongs to the caller's dispose scope.</summary>
    public SeenWindows Show(WindowBatch batch) => new(network.Read(batch), batch.Stations.alias(), batch.Targets.alias(), Taught: null);

    /// <summary>
    /// What the MOS baseline makes of the teacher, and where: as a guided student has read it, for a distilled one beside what it reads.
    /// Null where nobody learns from it.
    /// </summary>
    /// <param name="network">Who learns.</param>
    /// <param name="whole">The windows.</param>
    /// <param name="reading">What the network reads of them, and perhaps of more after them.</param>
    public static (Tensor Forecast, Tensor Covered)? TaughtBy(StudentNetwork network, WindowBatch whole, StudentReading<Tensor> reading)
    {
        using var noGradient = no_grad();
        if (network.Shape.LearnsFromTeacher)
        {
            return network.BaselineWithTeacher(whole);
        }

        return reading is { WithTeacher: { } forecast, Covered: { } covered }
            ? (forecast.narrow(0, 0, whole.Count), covered.narrow(0, 0, whole.Count))
            : null;
    }

    public void Dispose() => Forget();
}
