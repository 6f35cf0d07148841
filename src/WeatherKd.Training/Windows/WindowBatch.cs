using WeatherKd.Alignment;
using WeatherKd.Training.Tensors;
using static TorchSharp.torch;

namespace WeatherKd.Training.Windows;

/// <summary>
/// Some windows as tensors on a device, in physical units, NaN where missing. Shapes as in <see cref="WindowBlock"/>; dispose after use.
/// </summary>
internal sealed class WindowBatch : IDisposable
{
    private WindowBatch(Tensor observations, Tensor teacher, Tensor targets, Tensor stations, Tensor origins)
    {
        Observations = observations;
        Teacher = teacher;
        Targets = targets;
        Stations = stations;
        Origins = origins;
    }

    public Tensor Observations { get; }

    public Tensor Teacher { get; }

    public Tensor Targets { get; }

    /// <summary>1 + index of the station, 0 where the station is hidden or unknown.</summary>
    public Tensor Stations { get; }

    public Tensor Origins { get; }

    public long Count => Stations.shape[0];

    /// <summary>Copies windows out of blocks.</summary>
    /// <param name="description">Gives the widths.</param>
    /// <param name="windows">Block and index of each window.</param>
    /// <param name="hideStations">
    /// Windows whose station's identity is kept from the student, so that row 0 of the embedding learns to serve stations nobody trained
    /// on; null hides none.
    /// </param>
    /// <param name="device">Where the tensors go.</param>
    public static WindowBatch Of(
        DatasetDescription description,
        ReadOnlySpan<(WindowBlock Block, int Index)> windows,
        bool[]? hideStations,
        Device device)
    {
        var count = windows.Length;
        var packed = new WindowBlock(description, count);
        var stations = new long[count];
        var origins = new long[count];
        for (var i = 0; i < count; i++)
        {
            var (block, index) = windows[i];
            Row(block.Observations, index, packed.Observations, i, count);
            Row(block.Targets, index, packed.Targets, i, count);
            Row(block.Teacher, index, packed.Teacher, i, count);
            stations[i] = hideStations?[i] == true ? 0 : block.Stations[index] + 1;
            origins[i] = block.Origins[index].SinceEpoch;
        }

        using var scope = NewDisposeScope();
        var teacher = tensor(
            packed.Teacher,
            count,
            description.HistoryHours + description.HorizonHours,
            description.TeacherVariables.Count);
        var batch = new WindowBatch(
            tensor(packed.Observations, count, description.HistoryHours, description.Inputs.Count).to(device),
            teacher.to(device),
            tensor(packed.Targets, count, description.HorizonHours, description.Targets.Count).to(device),
            tensor(stations).to(device),
            tensor(origins).to(device));
        foreach (var tensor in new[] { batch.Observations, batch.Teacher, batch.Targets, batch.Stations, batch.Origins })
        {
            tensor.DetachFromDisposeScope();
        }

        return batch;
    }

    /// <summary>The same windows with the whole teacher missing, history and horizon. Shares the other tensors.</summary>
    public WindowBatch WithoutTeacher()
    {
        using var scope = NewDisposeScope();
        return new WindowBatch(
            Observations.alias(),
            MissingTeacher(Count),
            Targets.alias(),
            Stations.alias(),
            Origins.alias()).OutOfScope();
    }

    /// <summary>The same windows and, after them, some of them again without their teacher.</summary>
    /// <param name="places">Places in the batch of those that come again.</param>
    public WindowBatch WithTeacherDropout(long[] places)
    {
        using var scope = NewDisposeScope();
        var picks = tensor(places, device: Stations.device);
        Tensor Twice(Tensor x) => cat([x, x.index_select(0, picks)], 0);
        return new WindowBatch(
            Twice(Observations),
            cat([Teacher, MissingTeacher(places.Length)], 0),
            Twice(Targets),
            Twice(Stations),
            Twice(Origins)).OutOfScope();
    }

    /// <summary>
    /// The same windows, each moved a little way towards another one of the batch, observations, teacher and targets alike: noise that
    /// keeps to what weather is like. What either of the two lacks stays as it is.
    /// </summary>
    /// <param name="partners">Place of the other window, a window each.</param>
    /// <param name="shares">How far each is moved, 0 to 1.</param>
    public WindowBatch MovedTowards(long[] partners, float[] shares)
    {
        using var scope = NewDisposeScope();
        var places = tensor(partners, device: Stations.device);
        var share = tensor(shares, shares.Length, 1, 1).to(Stations.device);
        Tensor Moved(Tensor x)
        {
            var moved = x.Add(share * (x.index_select(0, places) - x));
            return where(moved.isnan(), x, moved);
        }

        return new WindowBatch(Moved(Observations), Moved(Teacher), Moved(Targets), Stations.alias(), Origins.alias()).OutOfScope();
    }

    public void Dispose()
    {
        Observations.Dispose();
        Teacher.Dispose();
        Targets.Dispose();
        Stations.Dispose();
        Origins.Dispose();
    }

    private static void Row(float[] from, int index, float[] to, int at, int count)
    {
        var width = to.Length / count;
        Array.Copy(from, index * width, to, at * width, width);
    }

    private Tensor MissingTeacher(long windows) =>
        ScalarArithmetic.Filled([windows, Teacher.shape[1], Teacher.shape[2]], double.NaN, Teacher.dtype, Teacher.device);

    private WindowBatch OutOfScope()
    {
        foreach (var tensor in new[] { Observations, Teacher, Targets, Stations, Origins })
        {
            tensor.DetachFromDisposeScope();
        }

        return this;
    }
}
