import { testExchange } from '../../support/machines/exchange-contract.ts';
import { redisKind } from '../../support/machines/exchanges.ts';

testExchange(redisKind);
