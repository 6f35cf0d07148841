using WeatherKd.Training.Tensors;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace WeatherKd.Training.Network;

/// <summary>
/// Computes a student with TorchSharp. Constants and weights live on the device; what <see cref="StudentForward"/> makes belongs to the
/// caller's dispose scope.
/// </summary>
internal sealed class TorchGraph : ITensorGraph<Tensor>, IDisposable
{
    private readonly Dictionary<string, Tensor> _constants = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LSTM> _layers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Parameter> _weights = new(StringComparer.Ordinal);
    private readonly Device _device;
    private readonly double _dropout;

    /// <summary>Zero weights of a shape on a device.</summary>
    public TorchGraph(StudentShape shape, double dropout, Device device)
    {
        _device = device;
        _dropout = dropout;
        var byName = shape.Weights.ToDictionary(w => w.Name, StringComparer.Ordinal);
        foreach (var weight in shape.Weights)
        {
            var layer = weight.Name[..Math.Max(0, weight.Name.LastIndexOf('.'))];
            if (!byName.ContainsKey($"{layer}.weight_hh"))
            {
                _weights[weight.Name] = new Parameter(zeros(weight.Shape, device: device));
            }
            else if (!_layers.ContainsKey(layer))
            {
                var lstm = nn.LSTM(byName[$"{layer}.weight_ih"].Shape[1], shape.Hidden, device: device);
                _layers[layer] = lstm;
                foreach (var (name, parameter) in lstm.named_parameters())
                {
                    _weights[$"{layer}.{name.Replace("_l0", string.Empty, StringComparison.Ordinal)}"] = parameter;
                }
            }
        }
    }

    /// <summary>Whether dropout is on.</summary>
    public bool IsTraining { get; set; }

    /// <summary>Trained tensors by the names of <see cref="StudentShape.Weights"/>.</summary>
    public IReadOnlyDictionary<string, Parameter> Weights => _weights;

    /// <summary>Makes the constants anew at the next run: after a new calibration.</summary>
    public void ForgetConstants()
    {
        foreach (var constant in _constants.Values)
        {
            constant.Dispose();
        }

        _constants.Clear();
    }

    public Tensor Constant(string name, float[] values, params long[] shape) => Keep(name, () => tensor(values, shape, device: _device));

    public Tensor Constant(string name, long[] values, params long[] shape) => Keep(name, () => tensor(values, shape, device: _device));

    public Tensor Weight(string name) => _weights[name];

    public Tensor Add(Tensor a, Tensor b) => a.Add(b);

    public Tensor Subtract(Tensor a, Tensor b) => a - b;

    public Tensor Multiply(Tensor a, Tensor b) => a * b;

    public Tensor Divide(Tensor a, Tensor b) => a / b;

    public Tensor Missing(Tensor x) => x.isnan().to_type(ScalarType.Float32);

    public Tensor ZeroWhereMissing(Tensor x) => x.FilledWhere(x.isnan(), 0);

    public Tensor Clamp(Tensor x, float lowest, float highest) => x.Between(lowest, highest);

    public Tensor Logarithm(Tensor x) => x.log();

    public Tensor Exponential(Tensor x) => x.exp();

    public Tensor Sine(Tensor x) => x.sin();

    public Tensor Cosine(Tensor x) => x.cos();

    public Tensor HyperbolicTangent(Tensor x) => x.tanh();

    public Tensor Softplus(Tensor x) => x.Softplus();

    public Tensor Sum(Tensor x, int axis) => x.sum(axis, keepdim: true);

    public Tensor Modulo(Tensor x, Tensor divisor) => x.remainder(divisor);

    public Tensor Gather(Tensor x, Tensor indices, int axis)
    {
        if (indices.dim() == 1)
        {
            return x.index_select(axis, indices);
        }

        // index_select wants a flat index; the picked axis is then unfolded to the indices' shape.
        long[] picked = [.. x.shape[..axis], .. indices.shape, .. x.shape[(axis + 1)..]];
        return x.index_select(axis, indices.flatten()).reshape(picked);
    }

    public Tensor Concatenate(int axis, params Tensor[] parts) => cat(parts, axis);

    public Tensor Slice(Tensor x, int axis, long start, long end) => x.narrow(axis, start, end - start);

    public Tensor Unsqueeze(Tensor x, int axis) => x.unsqueeze(axis);

    public Tensor SwapBatchAndTime(Tensor x) => x.transpose(0, 1).contiguous();

    public Tensor Reshape(Tensor x, params long[] shape) =>
        x.reshape([.. shape.Select((length, axis) => length == 0 ? x.shape[axis] : length)]);

    public Tensor MatrixProduct(Tensor x, Tensor weights) => x.matmul(weights);

    public (Tensor Outputs, (Tensor Hidden, Tensor Cell) State) Lstm(string name, Tensor x, (Tensor Hidden, Tensor Cell)? state)
    {
        if (is_grad_enabled())
        {
            var (outputs, hidden, cell) = _layers[name].call(x, state);
            return (outputs, (hidden, cell));
        }

        // Without gradients libtorch calls oneDNN's inference kernel, which gives wrong numbers for narrow layers on some processors (seen
        // with 8 and 16 units under AVX-512, off by the size of the activations; not with 64). Its training kernel is right, and hardly
        // slower.
        using var scope = NewDisposeScope();
        using var gradient = enable_grad();
        var (top, lastHidden, lastCell) = _layers[name].call(x, state);
        return (
            top.detach().MoveToOuterDisposeScope(),
            (lastHidden.detach().MoveToOuterDisposeScope(), lastCell.detach().MoveToOuterDisposeScope()));
    }

    public Tensor Dropout(Tensor x) => IsTraining && _dropout > 0
        ? x * nn.functional.dropout(ones([1, x.shape[1], x.shape[2]], device: _device), _dropout, training: true)
        : x;

    public Tensor WithoutGradient(Tensor x) => x.detach();

    public void Dispose()
    {
        ForgetConstants();
        foreach (var layer in _layers.Values)
        {
            layer.Dispose();
        }

        foreach (var weight in _weights.Values)
        {
            weight.Dispose();
        }
    }

    private Tensor Keep(string name, Func<Tensor> make)
    {
        if (!_constants.TryGetValue(name, out var constant))
        {
            constant = make().DetachFromDisposeScope();
            _constants[name] = constant;
        }

        return constant;
    }
}
