using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;

namespace WeatherKd.Benchmarks.Trees;

/// <summary>Boosted regression trees (FastTree of ML.NET) on what the regression leaves of each target.</summary>
internal sealed class ResidualTrees
{
    private const int Trees = 150;
    private const int Leaves = 20;
    private const double LearningRate = 0.05;

    /// <summary>A leaf of fewer rows, which come from a handful of windows, learns these by heart.</summary>
    private const int FewestRows = 500;

    private readonly MLContext _context = new(seed: 1);
    private readonly List<ITransformer> _models = [];
    private readonly SchemaDefinition _schema = SchemaDefinition.Create(typeof(Row));

    private ResidualTrees(int width) => _schema[nameof(Row.Features)].ColumnType =
        new VectorDataViewType(NumberDataViewType.Single, width);

    /// <summary>Trees from the rows of some windows.</summary>
    public static ResidualTrees Fit(ResidualRows rows, IReadOnlyList<int> windows)
    {
        var trees = new ResidualTrees(rows.Features[0].Length);
        for (var target = 0; target < rows.Baselines[0].Length; target++)
        {
            var own = target;
            var data = trees.View(RowsOf(rows, windows)
                .Where(row => !float.IsNaN(rows.Observed[row][own]))
                .Select(row => new Row(rows.Features[row], rows.Observed[row][own] - rows.Baselines[row][own])));
            var trainer = trees._context.Regression.Trainers.FastTree(new FastTreeRegressionTrainer.Options
            {
                NumberOfTrees = Trees,
                NumberOfLeaves = Leaves,
                LearningRate = LearningRate,
                MinimumExampleCountPerLeaf = FewestRows,
                FeatureFraction = 0.7,
                Seed = 1,
            });
            trees._models.Add(trainer.Fit(data));
        }

        return trees;
    }

    /// <summary>What the trees add to the regression for the rows of some windows. Shape <c>[target][row]</c>.</summary>
    public float[][] Forecast(ResidualRows rows, IReadOnlyList<int> windows)
    {
        var data = View(RowsOf(rows, windows).Select(row => new Row(rows.Features[row], 0)));
        return [.. _models.Select(m => m.Transform(data).GetColumn<float>("Score").ToArray())];
    }

    /// <summary>The rows of some windows.</summary>
    public static IEnumerable<int> RowsOf(ResidualRows rows, IReadOnlyList<int> windows) =>
        windows.SelectMany(w => Enumerable.Range(w * rows.Horizon, rows.Horizon));

    private IDataView View(IEnumerable<Row> rows) =>
        _context.Data.Cache(_context.Data.LoadFromEnumerable(rows.ToList(), _schema));

    private sealed class Row(float[] features, float label)
    {
        public float[] Features { get; } = features;

        public float Label { get; } = label;
    }
}
