using System.Runtime.InteropServices;
using TorchSharp;
using WeatherKd.Alignment;
using WeatherKd.Training.Network;
using WeatherKd.Training.Windows;
using static TorchSharp.torch;

namespace WeatherKd.Training.Loop;

/// <summary>
/// What a network reads of its training windows, made once and kept on the device, so that a step only gathers: no weight changes it. Each
/// window is kept as it can be shown, its station known and hidden, its teacher there and hidden.
/// </summary>
internal sealed class KeptReadings : IDisposable
{
    /// <summary>
    /// Most that is kept in a host's memory: a third of the 1.5 GiB that a job may take. A window of a guided student takes some 40 KB.
    /// </summary>
    private const long MostBytesOnHost = 512L << 20;

    /// <summary>Most that is kept in a GPU's memory: half of a T4's 16 GB.</summary>
    private const long MostBytesOnGpu = 8L << 30;

    /// <summary>Windows that are read at once.</summary>
    private const int ReadAtOnce = 512;

    private readonly StudentNetwork _network;
    private readonly Device _device;
    private readonly StudentScaling _scaling;
    private readonly int _count;
    private readonly Dictionary<WindowBlock, int> _firstOf = new(ReferenceEqualityComparer.Instance);

    /// <summary>Hours and values an hour of each part of a row, in the order of <see cref="PartsOf"/>.</summary>
    private readonly (long Hours, long Values)[] _parts;

    /// <summary>All that is read of a window, one after another. Shape <c>[showing × window, value]</c>.</summary>
    private readonly Tensor _rows;

    private readonly Tensor _targets;

    private KeptReadings(
        IReadOnlyList<WindowBlock> blocks,
        StudentNetwork network,
        Device device,
        (long Hours, long Values)[] parts)
    {
        _network = network;
        _scaling = network.Scaling;
        _device = device;
        _parts = parts;
        foreach (var block in blocks)
        {
            _firstOf.Add(block, _count);
            _count += block.Count;
        }

        _rows = empty([ShowingsOf(network.Shape) * _count, parts.Sum(p => p.Hours * p.Values)], device: device)
            .DetachFromDisposeScope();
        _targets = empty([_count, network.Shape.Horizon, network.Shape.Targets], device: device).DetachFromDisposeScope();
    }

    /// <summary>Most bytes that may be kept on a device.</summary>
    public static long MostBytes(Device device) => device.type == DeviceType.CUDA ? MostBytesOnGpu : MostBytesOnHost;

    /// <summary>Reads windows for a network.</summary>
    /// <param name="blocks">The windows.</param>
    /// <param name="network">Who reads them.</param>
    /// <param name="description">Of which dataset.</param>
    /// <param name="device">Where they are kept.</param>
    /// <param name="mostBytes">How much may be kept.</param>
    /// <returns>Null where there are none, or more than may be kept.</returns>
    public static KeptReadings? Of(
        IReadOnlyList<WindowBlock> blocks,
        StudentNetwork network,
        DatasetDescription description,
        Device device,
        long mostBytes)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        if (Room(blocks, network, description, device, mostBytes) is not { } kept)
        {
            return null;
        }

        foreach (var (block, first) in kept._firstOf)
        {
            foreach (var indices in Enumerable.Range(0, block.Count).Chunk(ReadAtOnce))
            {
                kept.Read([.. indices.Select(i => (block, i))], description, first + indices[0]);
            }
        }

        return kept;
    }

    /// <summary>Where they are to be kept, still empty; null where there is no room.</summary>
    private static KeptReadings? Room(
        IReadOnlyList<WindowBlock> blocks,
        StudentNetwork network,
        DatasetDescription description,
        Device device,
        long mostBytes)
    {
        if (blocks.FirstOrDefault(b => b.Count > 0) is not { } some)
        {
            return null;
        }

        using var one = WindowBatch.Of(description, [(some, 0)], null, device);
        (long Hours, long Values)[] parts = [.. PartsOf(network, one).Select(p => (p.shape[1], p.shape[2]))];
        if (sizeof(float) * parts.Sum(p => p.Hours * p.Values) * ShowingsOf(network.Shape) * blocks.Sum(b => b.Count) > mostBytes)
        {
            return null;
        }

        try
        {
            return new KeptReadings(blocks, network, device, parts);
        }
        catch (ExternalException) when (device.type == DeviceType.CUDA)
        {
            // Others use the GPU's memory too.
            return null;
        }
    }

    /// <summary>Whether these are the windows of some blocks, and as a network reads them.</summary>
    public bool IsOf(IReadOnlyList<WindowBlock> blocks, StudentNetwork network) =>
        ReferenceEquals(network, _network)
        && ReferenceEquals(network.Scaling, _scaling)
        && blocks.Count == _firstOf.Count
        && blocks.All(_firstOf.ContainsKey);

    /// <summary>Gathers windows; the result belongs to the caller's dispose scope.</summary>
    /// <param name="windows">The windows, of the blocks that were read.</param>
    /// <param name="hideStation">Whose station is hidden.</param>
    /// <param name="copies">Places of those that come again without their teacher.</param>
    public SeenWindows Show((WindowBlock Block, int Index)[] windows, bool[] hideStation, long[] copies)
    {
        var places = windows.Select(w => (long)_firstOf[w.Block] + w.Index).ToArray();
        var stations = windows.Select((w, i) => hideStation[i] ? 0 : w.Block.Stations[w.Index] + 1L).ToArray();
        long Row(long i, bool teacherHidden) => (Showing(hideStation[i], teacherHidden) * (long)_count) + places[i];
        var rows = _rows.index_select(
            0,
            tensor([.. places.Select((_, i) => Row(i, teacherHidden: false)), .. copies.Select(i => Row(i, teacherHidden: true))])
                .to(_device));
        var parts = new Tensor[_parts.Length];
        long from = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            var (hours, values) = _parts[i];
            parts[i] = rows.narrow(1, from, hours * values).view(-1, hours, values);
            from += hours * values;
        }

        var reading = new StudentReading<Tensor>(
            parts[0],
            parts[1],
            parts[2],
            parts[3],
            _network.Shape.ReadsTeacher ? parts[4] : null,
            _network.Shape.ReadsTeacher ? parts[5] : null);
        return new SeenWindows(
            reading,
            tensor([.. stations, .. copies.Select(i => stations[i])]).to(_device),
            _targets.index_select(0, tensor([.. places, .. copies.Select(i => places[i])]).to(_device)),
            parts.Length > 4 ? (parts[4].narrow(0, 0, windows.Length), parts[5].narrow(0, 0, windows.Length)) : null);
    }

    public void Dispose()
    {
        _rows.Dispose();
        _targets.Dispose();
    }

    /// <summary>
    /// What is kept of some windows: their reading, and what the MOS baseline makes of the teacher and where, which a guided student reads
    /// and a distilled one learns from.
    /// </summary>
    private static Tensor[] PartsOf(StudentNetwork network, WindowBatch batch)
    {
        var reading = network.Read(batch);
        Tensor[] common = [reading.Encoder, reading.Calendar, reading.Decoder, reading.WithoutTeacher];
        return WindowReader.TaughtBy(network, batch, reading) is var (forecast, covered) ? [.. common, forecast, covered] : common;
    }

    private static int ShowingsOf(StudentShape shape) => shape.ReadsTeacher ? 4 : 2;

    private static int Showing(bool stationHidden, bool teacherHidden) => (teacherHidden ? 2 : 0) + (stationHidden ? 1 : 0);

    private void Read((WindowBlock Block, int Index)[] windows, DatasetDescription description, int at)
    {
        using var scope = NewDisposeScope();
        foreach (var hidden in new[] { false, true })
        {
            using var batch = WindowBatch.Of(description, windows, [.. windows.Select(_ => hidden)], _device);
            Write(PartsOf(_network, batch), Showing(hidden, teacherHidden: false), at);
            if (_network.Shape.ReadsTeacher)
            {
                using var without = batch.WithoutTeacher();
                Write(PartsOf(_network, without), Showing(hidden, teacherHidden: true), at);
            }

            _targets.narrow(0, at, windows.Length).copy_(batch.Targets);
        }
    }

    private void Write(Tensor[] parts, int showing, int at) =>
        _rows.narrow(0, ((long)showing * _count) + at, parts[0].shape[0]).copy_(cat([.. parts.Select(p => p.flatten(1))], 1));
}
