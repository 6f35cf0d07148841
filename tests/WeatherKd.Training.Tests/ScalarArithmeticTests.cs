using WeatherKd.Training.Tensors;
using static TorchSharp.torch;

namespace WeatherKd.Training.Tests;

[Collection(OneLibtorch.Name)]
public sealed class ScalarArithmeticTests
{
    [Fact]
    public void EachOperationIsWhatItsNameSays()
    {
        using var scope = NewDisposeScope();
        var x = tensor([-2f, 0.5f, 3f]);
        var y = tensor([4f, 5f, 8f]);

        Assert.Equal([2f, 5.5f, 11f], Values(x.Add(y)));
        Assert.Equal([-1f, 1.5f, 4f], Values(x.Add(1)));
        Assert.Equal([-6f, 1.5f, 9f], Values(x.Multiply(3)));
        Assert.Equal([4f, 0.25f, 9f], Values(x.Squared()));
        Assert.Equal([1f, 1f, 3f], Values(x.AtLeast(1)));
        Assert.Equal([-2f, 0.5f, 1f], Values(x.AtMost(1)));
        Assert.Equal([-1f, 0.5f, 1f], Values(x.Between(-1, 1)));
        Assert.Equal([0f, 0f, 1f], Values(x.IsAbove(0.5).to_type(ScalarType.Float32)));
        Assert.Equal([0f, 1f], Values(tensor([3L, 4L]).Is(4).to_type(ScalarType.Float32)));
        Assert.Equal([-2f, 0.5f, 7f], Values(x.FilledWhere(x.IsAbove(1), 7)));
        Assert.Equal([7f, 7f], Values(ScalarArithmetic.Filled([2], 7, ScalarType.Float32, CPU)));
        Assert.Equal(Values(x).Select(v => MathF.Log(1 + MathF.Exp(v))), Values(x.Softplus()), (a, b) => MathF.Abs(a - b) < 1e-6f);
    }

    [Fact]
    public void EachOperationInPlaceIsWhatItsNameSays()
    {
        using var scope = NewDisposeScope();
        var y = tensor([4f, 6f]);
        var z = tensor([2f, 3f]);

        Assert.Equal([5f, 7f], Values(ones(2).AddInPlace(y)));
        Assert.Equal([4f, 4f], Values(ones(2).AddInPlace(3)));
        Assert.Equal([3f, 4f], Values(ones(2).AddInPlace(y, 0.5)));
        Assert.Equal([9f, 19f], Values(ones(2).MultiplyInPlace(1).AddProductInPlace(y, z, 1)));
        Assert.Equal([5f, 5f], Values(ones(2).AddQuotientInPlace(y, z, 2)));
        Assert.Equal([3f, 3f], Values(ones(2).MultiplyInPlace(3)));
        Assert.Equal([1f, 9f], Values(ones(2).IndexFillInPlace(0, tensor([1L]), 9)));
        Assert.Equal([1f, 5f], Values(ones(2).IndexAddInPlace(0, tensor([1L]), y.narrow(0, 0, 1))));
    }

    /// <summary>With the operators of TorchSharp this fails every few runs, with an error of libtorch or a wrong sum.</summary>
    [Fact]
    public async Task ANumberIsNotFreedWhileLibtorchReadsIt()
    {
        using var one = ones(3);
        using var stop = new CancellationTokenSource();
        var collector = Task.Run(
            () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    GC.Collect(0);
                    Thread.SpinWait(20_000);
                }
            },
            TestContext.Current.CancellationToken);
        try
        {
            for (var i = 0; i < 50_000; i++)
            {
                using var scope = NewDisposeScope();
                Assert.Equal(4, one.Add(one).Multiply(3).Add(-2).data<float>()[0]);
            }
        }
        finally
        {
            await stop.CancelAsync();
            await collector;
        }
    }

    private static float[] Values(Tensor x) => HostTensors.Read(x);
}
