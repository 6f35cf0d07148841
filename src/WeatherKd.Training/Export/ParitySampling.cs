using WeatherKd.Alignment;
using WeatherKd.Students;
using WeatherKd.Training.Network;
using WeatherKd.Training.Tensors;
using WeatherKd.Training.Windows;
using static TorchSharp.torch;

namespace WeatherKd.Training.Export;

/// <summary>Notes what the network itself forecasts for a few windows, so that whoever loads its ONNX file can compare.</summary>
internal static class ParitySampling
{
    /// <summary>
    /// Windows taken from the validation part; each once as it is, and once as of an unknown station whose model run is late, which takes
    /// the graph's other branches.
    /// </summary>
    private const int Windows = 8;

    public static async Task<ParityCases> TakeAsync(
        StudentNetwork network,
        IWindowSource source,
        Device device,
        CancellationToken cancellationToken)
    {
        var windows = await source.ReadAsync(DatasetPart.Validation, 0, cancellationToken);
        var cases = Twice(source.Description, windows, Math.Min(Windows, windows.Count));
        network.IsTraining = false;
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var batch = WindowBatch.Of(source.Description, [.. Enumerable.Range(0, cases.Count).Select(i => (cases, i))], null, device);
        var output = network.Forward(batch);
        return new ParityCases(
            cases.Count,
            ParityCases.Bytes(cases.Observations),
            ParityCases.Bytes(cases.Teacher),
            [.. cases.Stations.Select(s => s + 1L)],
            [.. cases.Origins.Select(o => (long)o.SinceEpoch)],
            ParityCases.Bytes(HostTensors.Read(output.Forecast)),
            ParityCases.Bytes(HostTensors.Read(output.Quantiles)));
    }

    private static WindowBlock Twice(DatasetDescription description, WindowBlock windows, int count)
    {
        var cases = new WindowBlock(description, 2 * count);
        foreach (var first in (ReadOnlySpan<int>)[0, count])
        {
            Copy(windows.Origins, cases.Origins, first, count, windows.Count);
            Copy(windows.Observations, cases.Observations, first, count, windows.Count);
        }

        Copy(windows.Stations, cases.Stations, 0, count, windows.Count);
        Copy(windows.Teacher, cases.Teacher, 0, count, windows.Count);
        cases.Stations.AsSpan(count).Fill(-1);
        cases.Teacher.AsSpan(cases.Teacher.Length / 2).Fill(float.NaN);
        return cases;
    }

    private static void Copy<T>(T[] from, T[] to, int first, int count, int all)
    {
        var width = from.Length / all;
        Array.Copy(from, 0, to, first * width, count * width);
    }
}
