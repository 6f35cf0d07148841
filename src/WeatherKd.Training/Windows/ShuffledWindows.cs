using System.Runtime.CompilerServices;
using WeatherKd.Alignment;

namespace WeatherKd.Training.Windows;

/// <summary>
/// The windows of a part in a fresh random order per epoch, from a bounded pool: blocks are drawn at random until the pool is full, its
/// windows are shuffled and handed out, then the next blocks are drawn. A part that fits into the pool is read once and shuffled whole.
/// Memory is the pool's size, however many windows there are.
/// </summary>
internal sealed class ShuffledWindows(IWindowSource source, DatasetPart part, long poolBytes)
{
    /// <summary>
    /// Pool of a production job: an eighth of the 1.5 GiB that a job may take. The pool before may not have been collected yet, and
    /// libtorch needs its room.
    /// </summary>
    public const long DefaultPoolBytes = 192L << 20;

    private WindowBlock[]? _whole;

    /// <summary>Number of windows.</summary>
    public int Count { get; } = source.BlockSizes(part).Sum();

    /// <summary>All blocks, where they are in memory: the same ones at each epoch.</summary>
    public IReadOnlyList<WindowBlock>? Whole => _whole;

    /// <summary>Hands out all windows once, in groups of at most a batch; only the last group of an epoch may be smaller.</summary>
    public async IAsyncEnumerable<(WindowBlock Block, int Index)[]> EpochAsync(
        int batchSize,
        Random random,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var batch = new List<(WindowBlock, int)>(batchSize);
        await foreach (var pool in PoolsAsync(random, cancellationToken))
        {
            var windows = pool.SelectMany(block => Enumerable.Range(0, block.Count).Select(i => (block, i))).ToArray();
            random.Shuffle(windows);
            foreach (var window in windows)
            {
                batch.Add(window);
                if (batch.Count == batchSize)
                {
                    yield return [.. batch];
                    batch.Clear();
                }
            }
        }

        if (batch.Count > 0)
        {
            yield return [.. batch];
        }
    }

    /// <summary>Hands out the windows in order, every <paramref name="stride"/>th of them.</summary>
    public async IAsyncEnumerable<(WindowBlock Block, int Index)[]> InOrderAsync(
        int batchSize,
        int stride,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var batch = new List<(WindowBlock, int)>(batchSize);
        var at = 0;
        for (var number = 0; number < source.BlockSizes(part).Count; number++)
        {
            var block = _whole is null ? await source.ReadAsync(part, number, cancellationToken) : _whole[number];
            for (var index = 0; index < block.Count; index++, at++)
            {
                if (at % stride != 0)
                {
                    continue;
                }

                batch.Add((block, index));
                if (batch.Count == batchSize)
                {
                    yield return [.. batch];
                    batch.Clear();
                }
            }
        }

        if (batch.Count > 0)
        {
            yield return [.. batch];
        }
    }

    /// <summary>Reads the part into memory if it fits, so that later passes need no reading.</summary>
    public async Task KeepIfSmallAsync(CancellationToken cancellationToken)
    {
        var sizes = source.BlockSizes(part);
        if (_whole is not null || sizes.Sum(BytesOf) > poolBytes)
        {
            return;
        }

        var blocks = new WindowBlock[sizes.Count];
        for (var number = 0; number < blocks.Length; number++)
        {
            blocks[number] = await source.ReadAsync(part, number, cancellationToken);
        }

        _whole = blocks;
    }

    private async IAsyncEnumerable<IReadOnlyList<WindowBlock>> PoolsAsync(
        Random random,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await KeepIfSmallAsync(cancellationToken);
        if (_whole is not null)
        {
            yield return _whole;
            yield break;
        }

        var sizes = source.BlockSizes(part);
        var order = Enumerable.Range(0, sizes.Count).ToArray();
        random.Shuffle(order);
        var pool = new List<WindowBlock>();
        long bytes = 0;
        foreach (var number in order)
        {
            if (pool.Count > 0 && bytes + BytesOf(sizes[number]) > poolBytes)
            {
                yield return pool;
                pool = [];
                bytes = 0;
            }

            pool.Add(await source.ReadAsync(part, number, cancellationToken));
            bytes += BytesOf(sizes[number]);
        }

        yield return pool;
    }

    private long BytesOf(int windows)
    {
        var d = source.Description;
        var values = ((long)d.HistoryHours * d.Inputs.Count)
            + ((long)(d.HistoryHours + d.HorizonHours) * d.TeacherVariables.Count)
            + ((long)d.HorizonHours * d.Targets.Count);
        // Two whole numbers a window, and the references of the shuffled order.
        return windows * ((4 * values) + 8 + 16);
    }
}
